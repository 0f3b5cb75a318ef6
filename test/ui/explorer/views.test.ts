import { expect, test } from "vitest";
import { nextView, tabsIn, VIEWS, viewOf } from "../../../src/ui/explorer/views.js";

const shown = (columns: number) => {
	const { tabs, gap } = tabsIn(columns, "hooks");
	return tabs.map(({ text }) => text).join(" ".repeat(gap));
};

test.each([
	[120, "1 about  2 tree  3 needed by  4 why  5 excludes  6 hooks  7 variables  8 readme  9 checks"],
	[83, "1 about  2 tree  3 users  4 why  5 excludes  6 hooks  7 vars  8 readme  9 checks"],
	[76, "1 about 2 tree 3 users 4 why 5 excludes 6 hooks 7 vars 8 readme 9 checks"],
	[56, "1  2  3  4  5  6 hooks  7  8  9"],
])("tabs in %i cells", (columns, wanted) => {
	expect(shown(columns)).toBe(wanted);
	expect(wanted.length).toBeLessThanOrEqual(columns);
});

test("digits and the key for the next view reach all of them", () => {
	expect(VIEWS.map((_, index) => viewOf(`${index + 1}`))).toEqual(VIEWS);
	expect(viewOf("0")).toBeUndefined();
	expect(nextView("about")).toBe("tree");
	expect(nextView("checks")).toBe("about");
});
