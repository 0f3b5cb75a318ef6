import { describe, expect, test } from "vitest";
import { foldedText, hiddenLines, LogFolds, lineOfRow, rowOfLine } from "../../../src/core/log/log-fold.js";

function foldsOf(lines: readonly string[]) {
	const folds = new LogFolds();
	for (const [index, line] of lines.entries()) folds.take(index + 1, line);
	return folds.all;
}

describe("lines that say the same", () => {
	const lines = ["a", "b", "b", "b", "b", "c", "c", "d", "d", "d", "e", "", "", ""];
	const folds = foldsOf(lines);

	test("are one from three on; empty ones part what stands around them", () => {
		expect(folds).toEqual([
			{ first: 2, count: 4, hidden: 0 },
			{ first: 8, count: 3, hidden: 3 },
		]);
		expect(hiddenLines(folds)).toBe(5);
		expect(hiddenLines([])).toBe(0);
	});

	test("every row has its line, and every line its row", () => {
		const rows = Array.from({ length: lines.length - hiddenLines(folds) }, (_, row) => lineOfRow(folds, row).number);
		expect(rows).toEqual([1, 2, 6, 7, 8, 11, 12, 13, 14]);
		expect(lines.map((_, index) => rowOfLine(folds, index + 1))).toEqual([0, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8]);
		expect(lineOfRow(folds, 1).fold?.count).toBe(4);
		expect(lineOfRow(folds, 2).fold).toBeUndefined();
	});

	test("lines that are missing between end it", () => {
		const some = new LogFolds();
		for (const number of [1, 2, 5, 6]) some.take(number, "x");
		expect(some.all).toEqual([]);
	});
});

test("the snippets that every phase sources are one line with their names", () => {
	const lines = ["10-a", "20-b.bash", "99-c"].map(
		(name) => `dib-run-parts Sourcing environment file /tmp/x/environment.d/${name}`,
	);
	expect(foldsOf(lines)).toHaveLength(1);
	expect(foldedText(lines, 3)).toBe("3 files of environment.d sourced: 10-a 20-b.bash 99-c");
	expect(foldedText(["same", "same"], 2)).toBe("same");
});
