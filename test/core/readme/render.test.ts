import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { type Readme, renderReadme } from "../../../src/core/readme/render.js";

const plain = (text: string, width = 40, format: Readme["format"] = "rst") =>
	renderReadme({ format, text }, width).map((line) => line.map((span) => span.text).join(""));
const spans = (text: string, format: Readme["format"] = "rst") =>
	renderReadme({ format, text }, 80)
		.flat()
		.map(({ text: content, style }) => [style, content]);

describe("reStructuredText", () => {
	test.each<[string, string, string[]]>([
		["title with overline", "====\nname\n====\n\nText.", ["name", "════", "", "Text."]],
		["titles of three levels", "Aa\n==\n\nBb\n--\n\nCc\n~~\n", ["Aa", "══", "", "Bb", "──", "", "Cc"]],
		["a paragraph is filled", "one\ntwo\nthree", ["one two three"]],
		["bullets", "* one\n* two\n  more\n", ["• one", "• two more"]],
		["bullets right below text", "Either:\n* one\n* two", ["Either:", "", "• one", "• two"]],
		["numbers", "1. one\n2. two", ["1. one", "2. two"]],
		["nested bullets", "* one\n\n  * two\n", ["• one", "", "  • two"]],
		["a definition", "term\n  meaning", ["term", "  meaning"]],
		["fields", "term\n  :Default: 4\n  :Required: No", ["term", "  Default: 4", "  Required: No"]],
		["literal after ::", "Do::\n\n  a   b\n    c\n\nThen.", ["Do:", "", "  a   b", "    c", "", "Then."]],
		["literal after a lonely ::", "Do\n\n::\n\n  a", ["Do", "", "  a"]],
		["code block", ".. code-block:: sh\n   :caption: x\n\n   a\n   b", ["  a", "  b"]],
		["a note", ".. note:: Mind\n   this.", ["Note", "  Mind this."]],
		[
			"comments, targets and unknown directives",
			".. comment\n\n.. _x: http://a.b\n\n.. element_deps::\n\nText",
			["Text"],
		],
		["a simple table", "== ===\nA  B\n== ===\na  b\n   c\n== ===\n", ["A  B", "a  b c"]],
		["a grid table", "+--+\n|a |\n+--+", ["  +--+", "  |a |", "  +--+"]],
		["line blocks", "| ``a``\n| b", ["  a", "  b"]],
		["a block quote", "Text\n\n    quoted", ["Text", "", "  quoted"]],
		["a transition", "a\n\n----\n\nb", ["a", "", "─".repeat(40), "", "b"]],
		["nothing", "\n\n", []],
	])("%s", (_, text, lines) => {
		expect(plain(text)).toEqual(lines);
	});

	test("inline markup", () => {
		expect(spans("a ``b c`` *d* **e** `f <http://g.h>`_ `i`_ :doc:`j` `k` http://l.m. n\\_o")).toEqual([
			["plain", "a "],
			["code", "b c"],
			["plain", " "],
			["emphasis", "d"],
			["plain", " "],
			["strong", "e"],
			["plain", " "],
			["link", "f"],
			["dim", " (http://g.h)"],
			["plain", " "],
			["link", "i"],
			["plain", " "],
			["code", "j"],
			["plain", " "],
			["code", "k"],
			["plain", " "],
			["link", "http://l.m"],
			["plain", ". n_o"],
		]);
	});

	test("what is not markup stays", () => {
		expect(plain("2 * 3 * 4 and *.txt and a_b_ and ``open")).toEqual(["2 * 3 * 4 and *.txt and a_b_ and ``open"]);
	});
});

describe("Markdown", () => {
	test.each<[string, string, string[]]>([
		["titles", "# A\n\n## B ##\n\nC\n---\n", ["A", "═", "", "B", "─", "", "C", "─"]],
		["fences", "```sh\na  b\n```\nText", ["  a  b", "", "Text"]],
		["an open fence", "```\na", ["  a"]],
		["indented code", "Text\n\n    a\n", ["Text", "", "  a"]],
		["lists", "- one\n- two\n  more\n  - three\n", ["• one", "", "• two more", "", "  • three"]],
		["a quote", "> one\n> two", ["  one two"]],
		["a rule", "a\n\n* * *\n\nb", ["a", "", "─".repeat(40), "", "b"]],
		["a table", "| a | b |\n|---|---|", ["  | a | b |", "  |---|---|"]],
		["comments", "a <!-- b\nc --> d", ["a d"]],
	])("%s", (_, text, lines) => {
		expect(plain(text, 40, "markdown")).toEqual(lines);
	});

	test("inline markup", () => {
		expect(spans("`a` **b** _c_ [d](http://e.f) <http://g.h> i_j_k", "markdown")).toEqual([
			["code", "a"],
			["plain", " "],
			["strong", "b"],
			["plain", " "],
			["emphasis", "c"],
			["plain", " "],
			["link", "d"],
			["dim", " (http://e.f)"],
			["plain", " "],
			["link", "http://g.h"],
			["plain", " i_j_k"],
		]);
	});
});

describe("on any terminal", () => {
	test("escape sequences and control characters are gone", () => {
		const text = "\u001b[31mred\u001b[0m \u001b]0;title\u0007a\u0008b\u009b2Jc\n\n  \u001b[2J``x\u001b[1my``";
		for (const format of ["rst", "markdown", "text"] as const) {
			expect(plain(text, 40, format).join("\n")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
		}
		expect(plain(text)[0]).toContain("red ab");
	});

	test("wide and combining characters count as they are shown", () => {
		expect(plain("日本語 日本語 日本語", 14)).toEqual(["日本語 日本語", "日本語"]);
		expect(plain(`${"e\u0301".repeat(8)} ab`, 11)).toEqual([`${"e\u0301".repeat(8)} ab`]);
		expect(plain("👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧", 8)).toEqual(["👩‍👩‍👧‍👧".repeat(4), "👩‍👩‍👧‍👧"]);
	});

	test("long words are cut, nothing is lost", () => {
		expect(plain("x".repeat(25), 10).join("")).toBe("x".repeat(25));
		expect(plain(`Do::\n\n  ${"y".repeat(25)}`, 12)).toEqual([
			"Do:",
			"",
			...["y".repeat(10), "y".repeat(10), "yyyyy"].map((piece) => `  ${piece}`),
		]);
	});

	const markup = fc.array(
		fc.constantFrom(
			...["a", "word ", "``", "`", "*", "**", "_", "::", "\n", "\n\n", "  ", "    ", "* ", "1. ", ".. ", "note:: "],
			...[
				"====",
				"----",
				"== ==",
				"| ",
				":f: ",
				"\\",
				"# ",
				"```",
				"> ",
				"[",
				"](",
				")",
				"<",
				">",
				"日",
				"\u001b[1m",
				"http://a.b",
			],
		),
		{ maxLength: 60 },
	);

	test("never wider than asked for, never a control character, never a failure", () => {
		fc.assert(
			fc.property(
				markup,
				fc.integer({ min: 20, max: 90 }),
				fc.constantFrom("rst" as const, "markdown" as const),
				(parts, width, format) => {
					for (const line of plain(parts.join(""), width, format)) {
						// Deeply nested text keeps a little room of its own.
						expect(stringWidth(line)).toBeLessThanOrEqual(Math.max(width, 8 + indentOf(line)));
						expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
					}
				},
			),
			{ numRuns: 500 },
		);
	});

	test("the words of plain paragraphs all arrive", () => {
		fc.assert(
			fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 40 }), (words) => {
				expect(plain(words.join(" "), 20).join(" ").split(" ")).toEqual(words);
			}),
		);
	});

	test.each(["`", "``", "*", "**", "[", "[a](", "<http://", ":a:`", "_ ", "\\", "* ", "  * ", "| ", ".. note:: "])(
		"a README of nothing but %j takes no time",
		(part) => {
			const before = process.cpuUsage();
			for (const format of ["rst", "markdown"] as const) plain(part.repeat(20_000 / part.length), 80, format);
			const { user } = process.cpuUsage(before);
			expect(user / 1e6).toBeLessThan(5);
		},
	);
});

const indentOf = (line: string) => line.length - line.trimStart().length;
