import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import { parseShell } from "../../../src/core/text/parse-shell.js";
import { quoteWords } from "../../../src/core/text/quote-shell.js";

const words = (source: string) =>
	parseShell(source, "x.sh").map((command) =>
		command.map(({ parts }) =>
			parts
				.map((part) => {
					if ("text" in part) return part.text;
					return "file" in part ? `<file ${part.file}>` : `<${part.quoted ? "quoted " : ""}${part.variable}>`;
				})
				.join(""),
		),
	);

describe("parseShell", () => {
	test.each<[string, string[][]]>([
		["", []],
		["# nothing\n\n", []],
		["a b", [["a", "b"]]],
		["a 'b c'\"d e\"f\\ g", [["a", "b cd ef g"]]],
		["a '' \"\"", [["a", "", ""]]],
		["a \\\n  b # rest\nc;d && e", [["a", "b"], ["c"], ["d"], ["e"]]],
		["a\r\nb\r\n", [["a"], ["b"]]],
		["a#b #c", [["a#b"]]],
		['"it\'s \\"x\\" \\$HOME \\n"', [['it\'s "x" $HOME \\n']]],
		['$A ${B} "$C-${D}"', [["<A>", "<B>", "<quoted C>-<quoted D>"]]],
		["X=\"$(cat '/a b')\" Y=$(</c)", [["X=<file /a b>", "Y=<file /c>"]]],
		['a $ "$"', [["a", "$", "$"]]],
		["'漢字' \u001b[31m", [["漢字", "\u001b[31m"]]],
	])("%j", (source, expected) => {
		expect(words(source)).toEqual(expected);
	});

	test.each([
		["a\n b | c", 2, 4],
		["a > b", 1, 3],
		["a & b", 1, 3],
		["a $(date)", 1, 3],
		["a ${B:-c}", 1, 3],
		["a `b`", 1, 3],
		['a "`b`"', 1, 4],
		["a\n'b\nc", 2, 1],
		['a "b', 1, 3],
		["(a)", 1, 1],
	])("%j is refused at its place", (source, line, column) => {
		try {
			parseShell(source, "x.sh");
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			expect(error).toMatchObject({ code: "shell-unsupported", place: { file: "x.sh", line, column } });
		}
	});

	test("reads back whatever was quoted", () => {
		const word = fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => text.replaceAll("\r\n", "\n"));
		fc.assert(
			fc.property(fc.array(word, { minLength: 1 }), (list) => {
				expect(words(quoteWords(list))).toEqual([list]);
			}),
		);
	});

	test("the shell does the same", () => {
		const sign = fc.constantFrom(..."ab '\"\\$\t#=".split(""));
		const source = fc.string({ unit: sign, maxLength: 10 });
		fc.assert(
			fc.property(fc.array(source, { minLength: 40, maxLength: 40 }), (sources) => {
				const read = sources.flatMap((text) => {
					try {
						// Variables are another matter, and a line that ends in a backslash goes on.
						const [command = [], ...more] = words(`x ${text}`);
						const varied = /\$[\w'"]/.test(text) || /\\$/.test(text);
						return more.length > 0 || varied ? [] : [{ text, command }];
					} catch {
						return [];
					}
				});
				const script = read.map(({ text }) => `printf '%s\\0' x ${text}\nprintf '\\0\\n'\n`).join("");
				const output = execFileSync("bash", ["-c", script], { encoding: "utf8" });
				const expected = read.map(({ command }) => `${command.map((one) => `${one}\0`).join("")}\0\n`).join("");
				expect(output).toBe(expected);
			}),
			{ numRuns: 20 },
		);
	});
});
