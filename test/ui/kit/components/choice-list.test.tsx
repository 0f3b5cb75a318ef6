import { expect, test, vi } from "vitest";
import { ChoiceList } from "../../../../src/ui/kit/components/choice-list.js";
import { renderKit } from "../../../support/render-kit.js";

const CHOICES = [
	{ value: "amd64", label: "amd64", detail: "native", current: true },
	{ value: "arm64", label: "arm64", detail: "emulated" },
	{ value: "s390x", label: "s390x", disabled: "no emulator is installed" },
];

function open(more: Partial<Parameters<typeof ChoiceList>[0]> = {}) {
	const [onChoose, onHighlight] = [vi.fn(), vi.fn()];
	const kit = renderKit(
		<ChoiceList
			title="Architecture"
			choices={CHOICES}
			columns={50}
			rows={5}
			{...{ onChoose, onHighlight }}
			{...more}
		/>,
	);
	return { kit, onChoose, onHighlight };
}

test("begins at the one in force and moves round and round", async () => {
	const { kit, onHighlight, onChoose } = open();
	expect(kit.text()).toMatch(/❯ ● amd64 +native/);
	await kit.press("up");
	expect(kit.text()).toMatch(/❯ s390x/);
	await kit.press("down", "down", "enter");
	expect(onHighlight.mock.calls.flat()).toEqual(["s390x", "amd64", "arm64"]);
	expect(onChoose.mock.calls).toEqual([["arm64"]]);
});

test("one that cannot be chosen says why and stays unchosen", async () => {
	const { kit, onChoose } = open();
	expect(kit.text()).toMatch(/s390x +no emulator is installed/);
	await kit.press("3");
	expect(onChoose).not.toHaveBeenCalled();
	expect(kit.keys.getState().notice).toBe("no emulator is installed");
});

test("digits choose by number, and more keys know what is highlighted", async () => {
	const copied = vi.fn();
	const { kit, onChoose } = open({ actions: (value) => ({ copy: { run: () => copied(value) } }) });
	await kit.press("2", "down", "y");
	expect(onChoose.mock.calls).toEqual([["arm64"]]);
	expect(copied.mock.calls).toEqual([["arm64"]]);
});

test("hears nothing without the focus", async () => {
	const { kit, onChoose } = open({ focused: false });
	await kit.press("down", "enter");
	expect(onChoose).not.toHaveBeenCalled();
});
