import { expect, test, vi } from "vitest";
import { boundKeys } from "../../../../src/ui/keys/key-bindings.js";
import { Confirm } from "../../../../src/ui/kit/components/confirm.js";
import { renderKit } from "../../../support/render-kit.js";

const ask = (keys: object = {}) => {
	const [onYes, onNo] = [vi.fn(), vi.fn()];
	const question = { question: "Delete this run?", consequence: "Its logs are deleted.", yes: "delete" };
	return {
		onYes,
		onNo,
		kit: renderKit(
			<Confirm columns={60} rows={12} {...question} onYes={onYes} onNo={onNo} />,
			undefined,
			boundKeys(keys).keymap,
		),
	};
};

test("says what happens and which keys answer", () => {
	const { kit } = ask();
	expect(kit.text()).toContain("Delete this run?");
	expect(kit.text()).toContain("Its logs are deleted.");
	expect(kit.text()).toMatch(/enter delete +esc no/);
});

test("enter is yes, esc is no, and no other key is heard", async () => {
	const { kit, onYes, onNo } = ask();
	await kit.press("b", "y", "enter");
	expect(onYes).toHaveBeenCalledTimes(1);
	expect(onNo).not.toHaveBeenCalled();
	await kit.press("escape");
	await expect.poll(() => onNo.mock.calls.length).toBe(1);
});

test("names the keys of the preferences", () => {
	expect(ask({ confirm: "ctrl+y", back: "ctrl+n" }).kit.text()).toMatch(/ctrl\+y delete +ctrl\+n no/);
});
