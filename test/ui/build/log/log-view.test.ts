import { describe, expect, test } from "vitest";
import { lastTop, logRows } from "../../../../src/ui/build/log/log-rows.js";
import { logSource } from "../../../../src/ui/build/log/log-source.js";
import { FOLLOWING, jumpTo, nextIndex, scroll, toggleFollow, topOf } from "../../../../src/ui/build/log/log-view.js";

const extent = { count: 100, lastTop: 90 };

describe("a view of a log", () => {
	test("sticks to the end until it is scrolled up, and again when it comes back to it", () => {
		expect(topOf(FOLLOWING, { count: 110, lastTop: 100 })).toBe(100);
		const up = scroll(FOLLOWING, -1, extent);
		expect(up).toEqual({ following: false, top: 89 });
		expect(topOf(up, { count: 110, lastTop: 100 })).toBe(89);
		expect(scroll(up, 1, extent).following).toBe(true);
	});

	test("stays inside", () => {
		expect(scroll(FOLLOWING, -1000, extent)).toEqual({ following: false, top: 0 });
		expect(scroll({ following: false, top: 3 }, 1000, extent)).toEqual({ following: true, top: 90 });
	});

	test("f stops following where it is", () => {
		expect(toggleFollow(FOLLOWING, extent)).toEqual({ following: false, top: 90 });
		expect(toggleFollow({ following: false, top: 3 }, extent)).toEqual(FOLLOWING);
	});

	test("goes from hit to hit, round and round", () => {
		const hits = [5, 50, 95];
		const first = nextIndex(hits, { following: false, top: 0 }, extent, 1) as number;
		expect(first).toBe(5);
		expect(nextIndex(hits, jumpTo(5, 10), extent, 1)).toBe(50);
		expect(nextIndex(hits, jumpTo(95, 10), extent, 1)).toBe(5);
		expect(nextIndex(hits, jumpTo(5, 10), extent, -1)).toBe(95);
		expect(nextIndex([], FOLLOWING, extent, 1)).toBeUndefined();
	});
});

const lines: Record<string, string[]> = {
	one: ["a", "+ b", "W: c"],
	two: ["d".repeat(25), "\u001b[31mred\u001b[0m\tend"],
};
const logs = { line: (task: string, number: number) => lines[task]?.[number - 1] };

describe("the rows of a log", () => {
	const source = logSource(
		[
			{ task: "one", heading: "first", lines: 3 },
			{ task: "none", heading: "says nothing", lines: 0 },
			{ task: "two", heading: "second", lines: 2 },
		],
		logs,
	);

	test("are the lines under their headings, clean, cut and of their kind", () => {
		expect(logRows(source, 0, { columns: 20, rows: 10, wrapped: false })).toMatchObject([
			{ text: "first", kind: "heading" },
			{ number: 1, text: "a", kind: "plain" },
			{ number: 2, text: "+ b", kind: "trace" },
			{ number: 3, text: "W: c", kind: "warning" },
			{ text: "second", kind: "heading" },
			{ number: 1, text: `${"d".repeat(19)}…` },
			{ number: 2, text: "red     end" },
		]);
	});

	test("are as many as there is room for, at the end the last ones, also when lines are wrapped", () => {
		const layout = { columns: 20, rows: 3, wrapped: true };
		const top = lastTop(source, layout);
		const shown = logRows(source, top, layout);
		expect(shown.map(({ text }) => text)).toEqual(["d".repeat(20), "d".repeat(5), "red     end"]);
		expect(shown.map(({ number }) => number)).toEqual([1, undefined, 2]);
		expect(new Set(shown.map(({ key }) => key)).size).toBe(3);
	});

	test("are found by task and line, also among those that complain", () => {
		expect(source.indexOf("two", 2)).toBe(6);
		expect(source.indexOf("two", 3)).toBeUndefined();
		const complaints = logSource([{ task: "one", lines: 3, only: [3] }], logs);
		expect([complaints.count, complaints.indexOf("one", 3), complaints.indexOf("one", 1)]).toEqual([1, 0, undefined]);
		expect(complaints.entry(0)).toEqual({ task: "one", number: 3, text: "W: c" });
	});

	test("say when a line is still fetched", () => {
		const [row] = logRows(logSource([{ task: "three", lines: 1 }], logs), 0, { columns: 20, rows: 1, wrapped: false });
		expect(row).toMatchObject({ number: 1, text: "", kind: "missing" });
	});
});
