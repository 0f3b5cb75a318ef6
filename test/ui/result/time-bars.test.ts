import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../../src/core/run/run-summary.js";
import { timeBarParts, timeChange, timeRows } from "../../../src/ui/result/stage-times.js";

const summary = (stages: Record<string, number>) => ({ stages }) as unknown as RunSummary;
const seconds = (ms: number) => `${Math.round(ms / 1000)}s`;

test("stages in the order of a build, without those that took no time in either run", () => {
	const rows = timeRows(
		summary({ output: 900, install: 10, root: 100, prepare: 3 }),
		summary({ install: 400, root: 90 }),
	);
	expect(rows).toEqual([
		{ stage: "root", ms: 100, before: 90 },
		{ stage: "install", ms: 10, before: 400 },
		{ stage: "output", ms: 900 },
	]);
});

describe("bars", () => {
	test.each([
		["alone", { ms: 50 }, { same: 10, longer: 0, less: 0 }],
		["equal", { ms: 50, before: 50 }, { same: 10, longer: 0, less: 0 }],
		["slower", { ms: 100, before: 50 }, { same: 10, longer: 10, less: 0 }],
		["faster", { ms: 50, before: 100 }, { same: 10, longer: 0, less: 10 }],
		["from nothing", { ms: 50, before: 0 }, { same: 0, longer: 10, less: 0 }],
	])("%s", (_, row, expected) => {
		expect(timeBarParts({ stage: "x", ...row }, 100, 20)).toEqual(expected);
	});

	test.each([
		[{ ms: 5000, before: 2000 }, "+3s"],
		[{ ms: 2000, before: 5000 }, "-3s"],
		[{ ms: 5000, before: 5050 }, ""],
		[{ ms: 5000 }, ""],
	])("the change of %j is %s", (row, expected) => expect(timeChange({ stage: "x", ...row }, seconds)).toBe(expected));
});
