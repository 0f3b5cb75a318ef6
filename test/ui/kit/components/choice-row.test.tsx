import { expect, test } from "vitest";
import { ChoiceRow, namesWidth } from "../../../../src/ui/kit/components/choice-row.js";
import { renderKit } from "../../../support/render-kit.js";

const shown = (choice: Parameters<typeof ChoiceRow>[0]["choice"], columns: number, names = 0) =>
	renderKit(<ChoiceRow choice={choice} columns={columns} names={names} highlighted={false} />).text();

test("mark, sign and name stand at the left, the note at the right edge", () => {
	const choice = { value: "a", label: "web", detail: "3h ago", current: true, sign: { glyph: "✔", colour: undefined } };
	expect(shown(choice, 30)).toMatch(/^● ✔ web +3h ago$/);
	expect(shown(choice, 30)).toHaveLength(30);
});

test("why it cannot be chosen stands in the place of its note", () => {
	expect(shown({ value: "a", label: "web", detail: "3h ago", disabled: "line 3 is wrong" }, 40)).toMatch(
		/^web +line 3 is wrong$/,
	);
});

test("a note that does not fit is cut, and left out where there is no room for it", () => {
	expect(shown({ value: "a", label: "web", detail: "a note that is long" }, 20, 6)).toMatch(/^web +a note that…$/);
	expect(shown({ value: "a", label: "a-long-name", detail: "note" }, 14).trim()).toBe("a-long-name");
});

test("names take as much as the longest of them, at most half of the list", () => {
	const choices = [
		{ value: "a", label: "four" },
		{ value: "b", label: "eleven char" },
	];
	expect(namesWidth(choices, 40)).toBe(11);
	expect(namesWidth(choices, 12)).toBe(6);
});
