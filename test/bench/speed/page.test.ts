import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/elements.js";
import { tables, withTables } from "./page.js";
import { known, median, type Result } from "./results.js";
import { isReached, mustText, ROWS, rowsOf } from "./rows.js";
import { ways } from "./ways.js";

const cost = { seconds: 10, cpuSeconds: 8, peakMiB: 100, writtenMiB: 20, imageMiB: 5, others: 0 };
const result = (way: string, more: Partial<Result>): Result => ({
	...{ way, program: "now", commit: "abc", at: "2026-11-30T12:00:00Z", ...more },
});
const row = { id: "r", work: "something", way: "own", against: "other", must: { times: 3 } };
const both = [
	{ id: "own", title: "ours", program: "now" },
	{ id: "other", title: "theirs", program: "now" },
];
const shown = (results: readonly Result[]) => tables({ rows: [row], ways: both, results, facts: ["* Host: this"] });

test("a row says how many times faster the medians are, and whether that is enough", () => {
	const theirs = [20, 60, 40].map((seconds) => result("other", { cost: { ...cost, seconds } }));
	const text = shown([result("own", { cost }), ...theirs]);
	expect(text).toContain("| something | 3x |  | 4.00x | 1.00x | 10.0 | 40.0 | 1, 3 | reached |");
	expect(text).toContain("20.0 · 60.0 · 40.0");
	expect(shown([result("own", { cost: { ...cost, seconds: 15 } }), ...theirs])).toContain("**missed**");
});

test("what failed or was not measured stands there as that", () => {
	expect(shown([])).toContain("not measured");
	expect(shown([result("own", { cost })])).toContain("nothing to compare");
	const failed = shown([result("own", { cost }), result("own", { fault: "ended with 1\nmore" })]);
	expect(failed).toContain("**failed**");
	expect(failed).toContain("Failed: ours: ended with 1");
});

test("figures of an earlier program stand with its commit, until there are some of this one", () => {
	const earlier = result("own", { cost, program: "before", commit: "old" });
	expect(shown([earlier])).toContain("ours (at old)");
	expect(shown([earlier, result("own", { cost })])).not.toContain("(at old)");
	expect(known([earlier, result("own", { cost })], "own", "now").costs).toHaveLength(1);
});

test("packages that one image has and the other has not are named", () => {
	const text = shown([
		result("own", { cost, packages: ["a 1", "b 2"] }),
		result("other", { cost, packages: ["a 1", "c 3"] }),
	]);
	expect(text).toContain("Packages: 2 (ours).");
	expect(text).toContain("* theirs: more: c 3, less: b 2");
});

test("the tables take the place of those before them, and nothing else of the page changes", () => {
	const page = "before\n<!-- What npm run bench has measured: -->\nold\n<!-- that was it. -->\nafter\n";
	const once = withTables(page, "new");
	expect(once).toMatch(/^before\n<!-- .* -->\n\nnew\n\n<!-- .* -->\nafter\n$/);
	expect(withTables(once, "new")).toBe(once);
	expect(() => withTables("nothing", "new")).toThrow("has no lines");
});

test("a must is reached by times, seconds and percent alike", () => {
	expect(isReached(2, 100, { times: 50, seconds: 2 })).toBe(true);
	expect(isReached(2.1, 200, { times: 50, seconds: 2 })).toBe(false);
	expect(isReached(1, 40, { times: 50 })).toBe(false);
	expect(isReached(105, 100, { percentSlower: 5 })).toBe(true);
	expect(isReached(106, 100, { percentSlower: 5 })).toBe(false);
	expect(mustText({ times: 50, seconds: 2 })).toBe("50x, 2 s");
	expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("every row's ways are there, and a row that is none is told", () => {
	const ids = ways(temporaryFolder(), "http://127.0.0.1:1").map(({ id }) => id);
	for (const { way, against } of ROWS) expect(ids).toEqual(expect.arrayContaining([way, against]));
	expect(rowsOf(["cold"])).toHaveLength(1);
	expect(() => rowsOf(["warm"])).toThrow("no row warm: there are cold, ");
});
