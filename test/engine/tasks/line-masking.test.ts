import fc from "fast-check";
import { expect, test } from "vitest";
import { createMasker, longestSecret } from "../../../src/core/secrets/masker.js";
import { LineSplitter } from "../../../src/engine/tasks/line-splitter.js";

const SECRET = "Gehe1m-wort-42";

function lines(text: string, sizes: readonly number[] = [text.length || 1]): string[] {
	const splitter = new LineSplitter({ mask: createMasker([SECRET]), longestSecret: longestSecret([SECRET]) });
	const bytes = Buffer.from(text);
	const found: string[] = [];
	for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
		const size = sizes[turn % sizes.length] as number;
		found.push(...splitter.push(bytes.subarray(at, at + size)));
		at += size;
	}
	return [...found, ...splitter.end()];
}

test.each([...Array(SECRET.length + 2).keys()])(
	"a secret that begins %i characters before the end of what is shown leaves no beginning",
	(before) => {
		const [line = ""] = lines(`${"x".repeat(8192 - before)}${SECRET}${"y".repeat(50_000)}\n`);
		expect(line.replaceAll("x", "").replace(/^\*{0,3}y* \[line cut\]$/, "")).toBe("");
	},
);

test("many secrets before it, which are shorter when masked, pull none into sight", () => {
	const [line = ""] = lines(`${SECRET.repeat(20_000)}\n`);
	expect(line).toMatch(/^\*+ \[line cut\]$/);
});

test("a login whose end is far behind what is shown", () => {
	const [line = ""] = lines(`${"x".repeat(8180)} https://${"t".repeat(900)}@host\n`);
	expect(line).toMatch(/^x+ https:\/\/\*{0,3}@? ?(?:\[line cut\])?/);
	expect(line).not.toContain("ttt");
});

test("a secret that colours divide is found", () => {
	expect(lines(`a ${SECRET.slice(0, 5)}\u001b[31m${SECRET.slice(5)} b\n`)).toEqual(["a *** b"]);
});

test("what a carriage return overwrites is dropped, however much it was", () => {
	expect(lines(`${"10%\r".repeat(10_000)}E: it failed`)).toEqual(["E: it failed"]);
	expect(lines("one\r\ntwo\r\r\nthree\r")).toEqual(["one", "two", "three"]);
});

test("lines are the same, however they arrive", () => {
	const text = `one\n${"x".repeat(9000)}${SECRET}\r\n10%\r20%\r\nä包 ${SECRET}\n\nlast`;
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), (sizes) => {
			expect(lines(text, sizes)).toEqual(lines(text));
		}),
	);
});
