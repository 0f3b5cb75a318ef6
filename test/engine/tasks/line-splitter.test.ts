import { expect, test } from "vitest";
import { LineSplitter } from "../../../src/engine/tasks/line-splitter.js";

/** The lines of a stream that comes in pieces of `size` bytes. */
function lines(text: string, size: number): string[] {
	const splitter = new LineSplitter();
	const bytes = Buffer.from(text);
	const made: string[] = [];
	for (let at = 0; at < bytes.length; at += size) made.push(...splitter.push(bytes.subarray(at, at + size)));
	return [...made, ...splitter.end()];
}

const progress = (count: number) =>
	Array.from({ length: count }, (_, index) => `\r${index} of ${count} KiB …`).join("");
const sizes = [1, 7, 100, 4096, 8192, 65_536];

test.each(sizes)(
	"progress of any length leaves the message after it, with or without a newline, in pieces of %d",
	(size) => {
		const message = "curl: (28) Operation timed out";
		for (const end of ["", "\n", "\r\n"]) {
			expect(lines(`begin\n${progress(2000)}\r${message}${end}`, size)).toEqual(["begin", message]);
		}
		expect(lines(`${progress(2000)}\n${message}`, size)).toEqual(["1999 of 2000 KiB …", message]);
	},
);

test.each(sizes)("a long piece of progress is dropped like a short one, in pieces of %d", (size) => {
	expect(lines(`${"x".repeat(20_000)}\rthe end`, size)).toEqual(["the end"]);
	expect(lines(`${"x".repeat(20_000)}\r\nthe end`, size)).toEqual([`${"x".repeat(8192)} [line cut]`, "the end"]);
	expect(lines(`${"x".repeat(9000)}`, size)).toEqual([`${"x".repeat(8192)} [line cut]`]);
	expect(lines(`${"x".repeat(8192)}\n`, size)).toEqual(["x".repeat(8192)]);
});
