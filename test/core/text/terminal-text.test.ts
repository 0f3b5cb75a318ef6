import stringWidth from "string-width";
import { expect, test } from "vitest";
import { cleanText, printableJson, screenLine } from "../../../src/core/text/terminal-text.js";

test.each([
	["plain text stays", "Unpacking libc6 (2.36) ...", "Unpacking libc6 (2.36) ..."],
	["escape sequences go, tabs are blanks", "\u001b[31mred\u001b[0m\tend", "red     end"],
	["wide and combining characters stay", "包管理 cafe\u0301", "包管理 cafe\u0301"],
	["an emoji of one character stays", "🚀 go", "🚀 go"],
	["of a family the first one stays", "👩\u200d💻 👨\u200d👩\u200d👧", "👩 👨"],
	["a skin goes", "👍🏽", "👍"],
	["variants go", "❤\ufe0f 1\ufe0f\u20e3", "❤ 1"],
	["a flag is its letters", "🇩🇪", "DE"],
	["what turns the direction of text, or ends its line, goes", "a\u202eb\u2066c\u200fd\u2028e", "abcde"],
	["letters that are joined stay joined", "क\u094d\u200dष", "क\u094d\u200dष"],
])("%s", (_, line, shown) => expect(screenLine(line)).toBe(shown));

test("every character of a line is as wide alone as in the line", () => {
	const line = screenLine("🚀 👩\u200d💻 👨\u200d👩\u200d👧 🇩🇪 👍🏽 ❤\ufe0f 1\ufe0f\u20e3");
	expect([...line].reduce((sum, character) => sum + stringWidth(character), 0)).toBe(stringWidth(line));
});

test("a text of several lines keeps its lines and tabs, and loses what a terminal would obey", () => {
	expect(cleanText("a\tb\r\n\u001b]0;title\u0007c\u009b2Jd\u202e\n\u001b[31")).toBe("a\tb\ncd\n");
});

test("JSON for a terminal is the same value, written without a character that it would obey", () => {
	const value = { name: "\u001b[31m\u009b2J\u202e\u007f\u2028é" };
	expect(printableJson(value)).toMatch(/^[ -~é]*$/);
	expect(JSON.parse(printableJson(value))).toEqual(value);
});
