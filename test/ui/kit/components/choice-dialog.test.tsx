import { expect, test, vi } from "vitest";
import { ChoiceDialog } from "../../../../src/ui/kit/components/choice-dialog.js";
import { renderKit } from "../../../support/render-kit.js";

const open = () => {
	const [stay, leave, onBack] = [vi.fn(), vi.fn(), vi.fn()];
	const choices = [
		{ label: "Stay", detail: "goes on", run: stay },
		{ label: "Leave", detail: "the build goes on", run: leave },
	];
	const kit = renderKit(
		<ChoiceDialog columns={60} rows={14} title="Leave?" text="A build is going on." {...{ choices, onBack }} />,
	);
	return { kit, stay, leave, onBack };
};

test("shows the question and every answer with what it does, the first one highlighted", () => {
	const { kit } = open();
	expect(kit.text()).toContain("A build is going on.");
	expect(kit.text()).toMatch(/❯ Stay +goes on/);
	expect(kit.text()).toMatch(/ {2}Leave +the build goes on/);
});

test("enter gives the highlighted answer, and below the last one there is none", async () => {
	const { kit, stay, leave } = open();
	await kit.press("down", "down");
	expect(kit.text()).toContain("❯ Leave");
	await kit.press("enter");
	expect(leave).toHaveBeenCalledTimes(1);
	expect(stay).not.toHaveBeenCalled();
});

test("esc goes back without an answer", async () => {
	const { kit, onBack } = open();
	await kit.press("escape");
	await expect.poll(() => onBack.mock.calls.length).toBe(1);
});
