import { describe, expect, test } from "vitest";
import { editKey, graphemes, insert, textInput } from "../../../../src/ui/kit/text/text-input.js";

const at = (marked: string) => ({
	text: marked.replace("|", ""),
	cursor: graphemes(marked.split("|")[0] ?? "").length,
});
const shown = ({ text, cursor }: { text: string; cursor: number }) =>
	`${graphemes(text).slice(0, cursor).join("")}|${graphemes(text).slice(cursor).join("")}`;

describe("insert", () => {
	test.each([
		["at the cursor", "a|c", "b", "ab|c"],
		["several lines as one", "|", "one\n  two\r\nthree\n", "one two three|"],
		["without escape sequences", "|", "\u001b[31mred\u001b[0m\u0007", "red|"],
		["a combining mark joins what is before", "e|x", "\u0301", "e\u0301|x"],
		["wide characters", "a|", "包", "a包|"],
	])("%s", (_, before, added, after) => expect(shown(insert(at(before), added))).toBe(after));
});

describe("editing keys", () => {
	test.each([
		["left", "ab|", "a|b"],
		["left", "|ab", "|ab"],
		["right", "a|b", "ab|"],
		["home", "ab|", "|ab"],
		["ctrl+a", "ab|", "|ab"],
		["end", "|ab", "ab|"],
		["backspace", "ab|c", "a|c"],
		["backspace", "|c", "|c"],
		["backspace", "xe\u0301|", "x|"],
		["delete", "ab|c", "a|c"],
		["ctrl+d", "a|bc", "a|c"],
		["ctrl+u", "ab|c", "|c"],
		["ctrl+k", "a|bc", "a|"],
		["ctrl+w", "one two |x", "one |x"],
	])("%s: %j becomes %j", (key, before, after) => expect(shown(editKey(at(before), key)!)).toBe(after));

	test("others edit nothing", () => {
		expect(editKey(textInput("a"), "return")).toBeUndefined();
		expect(editKey(textInput("a"), "up")).toBeUndefined();
	});
});

test("a field begins with the cursor behind its text", () => {
	expect(shown(textInput("caf\u0065\u0301"))).toBe("cafe\u0301|");
});
