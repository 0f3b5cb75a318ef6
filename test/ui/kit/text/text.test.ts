import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, fitPath, pad, spread, width, wrap } from "../../../../src/ui/kit/text/text.js";

const anyText = fc.oneof(
	fc.string(),
	fc.string({ unit: "grapheme" }),
	fc.constant("\u001b[31mred\u001b[0m\ttab 包管理 e\u0301"),
);

describe("cut", () => {
	test.each([
		["abc", 3, "abc"],
		["abcd", 3, "ab…"],
		["abcd", 1, "…"],
		["abcd", 0, ""],
		["包管理", 4, "包…"],
		["cafe\u0301s", 5, "cafe\u0301s"],
		["\u001b[31mred\u001b[0m", 9, "red"],
	])("%j to %i cells is %j", (text, columns, result) => expect(cut(text, columns)).toBe(result));

	test("is never wider than asked, and never holds a control character", () => {
		fc.assert(
			fc.property(anyText, fc.nat(30), (text, columns) => {
				const shown = cut(text, columns);
				expect(width(shown)).toBeLessThanOrEqual(columns);
				expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
			}),
		);
	});
});

test("padded and spread texts take exactly their cells", () => {
	fc.assert(
		fc.property(anyText, anyText, fc.integer({ min: 1, max: 40 }), (left, right, columns) => {
			expect(width(pad(left, columns))).toBe(columns);
			expect(width(pad(left, columns, "right"))).toBe(columns);
			expect(width(spread(left, right, columns))).toBe(columns);
		}),
	);
	expect(spread("name", "12", 10)).toBe("name    12");
	expect(spread("a long name", "12", 10)).toBe("a long… 12");
});

test("a path keeps its end", () => {
	expect(fitPath("/very/long/path/to/image.qcow2", 16)).toBe("/very…mage.qcow2");
	expect(fitPath("/short", 16)).toBe("/short");
	expect(fitPath("elements/mine/install.d/20-page", 28), "no rest of a name").toBe("elements/…/install.d/20-page");
	expect(width(fitPath("/包管理/包管理/包管理.raw", 13))).toBeLessThanOrEqual(13);
});

describe("wrap", () => {
	test.each([
		["breaks at blanks", "one two three", 8, ["one two", "three"]],
		["cuts what is too long", "abcdefgh", 3, ["abc", "def", "gh"]],
		["keeps lines", "a\nb", 9, ["a", "b"]],
		["counts wide characters", "包管理", 4, ["包管", "理"]],
	])("%s", (_, text, columns, lines) => expect(wrap(text, columns)).toEqual(lines));

	test("loses no word and makes no line too wide", () => {
		fc.assert(
			fc.property(fc.array(fc.stringMatching(/^[a-z]{1,6}$/)), fc.integer({ min: 6, max: 20 }), (words, columns) => {
				const lines = wrap(words.join(" "), columns);
				expect(lines.join(" ").trim()).toBe(words.join(" "));
				for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns);
			}),
		);
	});
});
