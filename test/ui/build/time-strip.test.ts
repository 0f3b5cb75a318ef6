import { describe, expect, test } from "vitest";
import { type BuildState, initialState, type Progress, type TaskState } from "../../../src/core/run/build-state.js";
import { timeStrip } from "../../../src/ui/build/time-strip.js";

const PAST = { runs: 2, ms: 400, stages: {}, tasks: { a: 10_000, b: 10_000, c: 10_000, d: 10_000 } };

function build(tasks: readonly (readonly [string, Progress, number?, number?])[]): BuildState {
	const states = tasks.map(([id, status, ms, startedAt]): [string, TaskState] => [
		id,
		{
			...{ id, stage: "install", title: id, status, attempt: 1, earlier: [], lines: 0 },
			...(ms === undefined ? {} : { ms }),
			...(startedAt === undefined ? {} : { startedAt }),
		},
	]);
	const stage = { stage: "install", status: "running", tasks: tasks.map(([id]) => id) } as const;
	return { ...initialState(), stages: [stage], tasks: Object.fromEntries(states) };
}

describe("the line of time", () => {
	test("has all tasks as wide as they took or will take, and as high as that is beside earlier runs", () => {
		const state = build([
			["a", "ok", 20_000],
			["b", "ok", 5_000],
			["c", "running", undefined, 25_000],
			["d", "waiting"],
		]);
		expect(timeStrip(state, PAST, 30_000, 9)).toEqual([
			{ text: "████▂", colour: "ok" },
			{ text: "▄─", colour: "accent" },
			{ text: "──", colour: "border" },
		]);
	});

	test("shows a failed task, however short it was, also without colours", () => {
		const state = build([
			["a", "ok", 100_000],
			["b", "failed", 1],
		]);
		expect(timeStrip(state, PAST, 100_001, 20).at(-1)).toEqual({ text: "✖", colour: "error" });
	});

	test.each([0, 1, 7, 58, 298])("fills %d cells exactly", (columns) => {
		const state = build([
			["a", "ok", 3],
			["b", "skipped", 0],
			["new", "waiting"],
		]);
		const cells = timeStrip(state, PAST, 3, columns).reduce((sum, { text }) => sum + [...text].length, 0);
		expect(cells).toBe(columns);
	});

	test("is empty before anything is known", () => expect(timeStrip(initialState(), PAST, 0, 10)).toEqual([]));
});
