import { expect, test, vi } from "vitest";
import { type MenuEntry, MenuList } from "../../../../src/ui/kit/components/menu-list.js";
import { renderKit } from "../../../support/render-kit.js";

const ENTRIES: readonly MenuEntry<string>[] = [
	{ value: "new", label: "New image" },
	{ heading: "Profiles" },
	{ value: "web", label: "web", detail: "never built" },
	{ value: "bad", label: "bad", disabled: "line 3 is wrong" },
];

function open() {
	const [onChoose, onHighlight, refreshed] = [vi.fn(), vi.fn(), vi.fn()];
	const list = (entries: readonly MenuEntry<string>[]) => (
		<MenuList
			{...{ title: "Home", entries, columns: 40, rows: 6, onChoose, onHighlight }}
			actions={(value) => ({ refresh: { run: () => refreshed(value) } })}
		/>
	);
	const kit = renderKit(list(ENTRIES));
	return { kit, onChoose, onHighlight, refreshed, show: (entries: typeof ENTRIES) => kit.rerender(list(entries)) };
}

test("keys move over headings, round and round", async () => {
	const { kit, onHighlight } = open();
	expect(kit.text()).toContain("❯ New image");
	await kit.press("down", "down", "down", "up");
	expect(onHighlight.mock.calls.flat()).toEqual(["web", "bad", "new", "bad"]);
});

test("what comes in above does not move the highlight to another choice", async () => {
	const { kit, onChoose, show } = open();
	await kit.press("down");
	show([{ value: "run", label: "a run" }, ...ENTRIES]);
	expect(kit.text()).toContain("❯ web");
	await kit.press("enter");
	expect(onChoose.mock.calls).toEqual([["web"]]);
});

test("one that cannot be chosen says why; more keys know what is highlighted", async () => {
	const { kit, onChoose, refreshed } = open();
	await kit.press("G", "enter");
	expect(onChoose).not.toHaveBeenCalled();
	expect(kit.keys.getState().notice).toBe("line 3 is wrong");
	await kit.press("ctrl-r");
	expect(refreshed.mock.calls).toEqual([["bad"]]);
});
