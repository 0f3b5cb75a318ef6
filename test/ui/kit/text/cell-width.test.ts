import stringWidth from "string-width";
import { expect, test } from "vitest";
import cellWidth from "../../../../src/ui/kit/text/cell-width.js";

test("every character alone is as wide as the library says", () => {
	const wrong: string[] = [];
	for (let code = 0x20; code < 0x3000; code += 1) {
		const character = String.fromCodePoint(code);
		if (cellWidth(character) !== stringWidth(character)) wrong.push(code.toString(16));
	}
	expect(wrong).toEqual([]);
});

test.each([
	["│ a border ─────╮", 17],
	["\u001b[31mred\u001b[39m ─", 5],
	["\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007", 4],
	["漢字 │", 6],
	["e\u0301 ─", 3],
	["👩‍👩‍👧 …", 4],
])("%j", (text, cells) => {
	expect(cellWidth(text)).toBe(cells);
	expect(stringWidth(text)).toBe(cells);
});

test("options are the library's", () => {
	expect(cellWidth("…", { ambiguousIsNarrow: false })).toBe(2);
});
