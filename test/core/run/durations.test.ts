import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type BuildState, initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import { comparableRuns, meanDurations, remainingMs, workShare } from "../../../src/core/run/durations.js";
import type { BuildEvent, EventBody } from "../../../src/core/run/events.js";
import { type RunSummary, summariseRun } from "../../../src/core/run/run-summary.js";

const summary = (change: Partial<RunSummary> = {}): RunSummary => ({
	version: 1,
	image: "image",
	outcome: "ok",
	ms: 1000,
	helped: false,
	stages: {},
	tasks: {},
	artifacts: [],
	lines: 0,
	...change,
});

describe("means of earlier runs", () => {
	test("of the newest ten, each stage and task over the runs that had it", () => {
		const runs = Array.from({ length: 12 }, (_, age) =>
			summary({
				ms: 100 * (age + 1),
				stages: age === 0 ? { install: 40 } : {},
				tasks: { "install/10-x": age < 2 ? 10 : 20 },
			}),
		);
		const means = meanDurations(runs);
		expect(means.runs).toBe(10);
		expect(means.ms).toBe(550);
		expect(means.stages).toEqual({ install: 40 });
		expect(means.tasks).toEqual({ "install/10-x": 18 });
	});

	test("runs in which somebody answered a pause say nothing", () => {
		expect(meanDurations([summary({ ms: 90_000, helped: true }), summary({ ms: 10 })])).toMatchObject({
			runs: 1,
			ms: 10,
		});
		expect(meanDurations([])).toEqual({ runs: 0, ms: 0, stages: {}, tasks: {} });
	});

	test("stages shortened by layers say nothing while others were not, and neither do such builds of the whole", () => {
		const runs = [
			summary({ ms: 10, stages: { install: 5, root: 7 }, cached: ["install/10-x"], causes: {} }),
			summary({ ms: 100, stages: { install: 50, root: 9 } }),
		];
		expect(meanDurations(runs)).toMatchObject({ ms: 100, stages: { install: 50, root: 8 } });
		expect(meanDurations(runs.slice(0, 1))).toMatchObject({ ms: 10, stages: { install: 5, root: 7 } });
	});

	test("a profile is compared with its own runs, an image without one with its name; only successes count", () => {
		const runs = [
			summary({ profile: "web", image: "a" }),
			summary({ profile: "web", image: "a", outcome: "failed" }),
			summary({ profile: "other", image: "a" }),
			summary({ image: "b" }),
		];
		expect(comparableRuns(runs, { profile: "web", image: "b" })).toEqual([runs[0]]);
		expect(comparableRuns(runs, { image: "a" })).toEqual([runs[0], runs[2]]);
	});
});

const past = meanDurations([
	summary({
		ms: 1000,
		stages: { prepare: 100, install: 600, output: 300 },
		tasks: { "install/10-x": 200, "install/20-y": 300 },
	}),
]);

/** The state after a build has started, and after these events. */
function stateAfter(...bodies: readonly (EventBody & { readonly at: number })[]): BuildState {
	const started = {
		type: "build.started",
		v: 1,
		id: "id",
		wallClock: "",
		image: "image",
		architecture: "amd64",
		elements: [],
		outputs: [],
		tasks: ["10-x", "20-y"].map((name) => ({ id: `install/${name}`, stage: "install" as const, title: name })),
		at: 0,
	} satisfies EventBody & { at: number };
	return [started, ...bodies].map((body, seq) => ({ seq, ...body }) as BuildEvent).reduce(reduceBuild, initialState());
}

const begin = (stage: "prepare" | "install" | "output", at: number) => ({ type: "stage.started" as const, stage, at });
const end = (stage: "prepare" | "install", at: number, ms: number) =>
	({ type: "stage.finished", stage, outcome: "ok", ms, at }) as const;
const start = (name: string, at: number) =>
	({
		type: "task.started",
		task: `install/${name}`,
		stage: "install",
		title: name,
		where: "host",
		logFile: "",
		attempt: 1,
		at,
	}) as const;
const done = (name: string, at: number, ms: number) =>
	({ type: "task.finished", task: `install/${name}`, outcome: "ok", ms, lines: 0, at }) as const;

describe("remaining time", () => {
	const prepared = [begin("prepare", 0), end("prepare", 100, 100)] as const;
	const installing = [...prepared, begin("install", 100), start("10-x", 100)] as const;
	test.each([
		["nothing begun", stateAfter(), 0, 1000],
		["a stage without tasks counts down by the clock", stateAfter(begin("prepare", 0)), 60, 940],
		["one that is stuck says little about the rest", stateAfter(begin("prepare", 0)), 5000, 1500],
		[
			"a stage has ended early, and the rest may be faster too",
			stateAfter(begin("prepare", 0), end("prepare", 10, 10)),
			10,
			630,
		],
		["the first task has just begun", stateAfter(...installing), 100, 900],
		["half of the first task", stateAfter(...installing), 200, 800],
		["an overdue task that is stuck", stateAfter(...installing), 60_000, 1247],
		["a task has ended", stateAfter(...installing, done("10-x", 340, 240)), 340, 660],
		[
			"one that took twice as long says that the rest takes longer too",
			stateAfter(...installing, done("10-x", 580, 480)),
			580,
			953,
		],
		[
			"a task that nobody knows of takes nothing away",
			stateAfter(...installing, done("10-x", 340, 240), start("15-new", 340)),
			900,
			660,
		],
		["a stage was left out", stateAfter(begin("output", 0)), 0, 300],
		["a clock that stands before the events", stateAfter(begin("prepare", 50)), 0, 1000],
		[
			"the build has ended",
			stateAfter(...installing, { type: "build.finished", outcome: "failed", ms: 300, exitCode: 1, at: 300 }),
			300,
			0,
		],
	] as const)("%s", (_, state, at, expected) => {
		expect(remainingMs(state, past, at)).toBe(expected);
	});

	test("unknown without earlier runs", () => {
		expect(remainingMs(stateAfter(), meanDurations([]), 0)).toBeUndefined();
	});

	test("never negative, never absurd, and falling towards the end", () => {
		const events = [
			...[begin("prepare", 0), end("prepare", 400, 400), begin("install", 400), start("10-x", 410)],
			...[done("10-x", 420, 10), start("20-y", 430), done("20-y", 1900, 1470), end("install", 1910, 1510)],
			begin("output", 1920),
		];
		let before = Number.POSITIVE_INFINITY;
		for (let at = 0; at <= 4000; at += 5) {
			const now = remainingMs(stateAfter(...events.filter((event) => event.at <= at)), past, at) ?? -1;
			expect(now).toBeGreaterThanOrEqual(0);
			expect(now).toBeLessThan(4000);
			if (at > 1920) expect(now).toBeLessThanOrEqual(before);
			before = now;
		}
		expect(before).toBe(0);
	});
});

describe("remaining time of a task that says how far it is", () => {
	const installing = [
		begin("prepare", 0),
		end("prepare", 100, 100),
		begin("install", 100),
		start("10-x", 100),
	] as const;
	const says = (share: number, at: number) =>
		({ type: "progress", task: "install/10-x", label: "packages", current: 1, unit: "items", share, at }) as const;

	test("is corrected by it, and goes on falling when the task takes longer than it did", () => {
		const left = (share: number, at: number) =>
			remainingMs(stateAfter(...installing, says(share, at)), past, at) as number;
		const half = left(100 / 240, 200);
		expect(half).toBe(800);
		expect(left(0.9, 200)).toBeLessThan(half);
		expect(left(0.1, 200)).toBeGreaterThan(half);
		expect(left(0.8, 5000)).toBeLessThan(left(0.6, 5000));
	});
});

test("from the second build on the remaining time is right to a fifth of the build, at every moment", () => {
	const recorded = (run: string) => {
		const file = join(import.meta.dirname, "../../pictures/recorded-runs", run, "events.ndjson.gz");
		const lines = gunzipSync(readFileSync(file)).toString().split("\n").filter(Boolean);
		return lines.map((line) => JSON.parse(line) as BuildEvent);
	};
	const before = meanDurations([summariseRun(recorded("debian-vm-before").reduce(reduceBuild, initialState()))]);
	const events = recorded("debian-vm");
	const whole = events.at(-1)?.at as number;
	let state = initialState();
	for (const event of events) {
		state = reduceBuild(state, event);
		const left = remainingMs(state, before, event.at) as number;
		expect(Math.abs(event.at + left - whole), `at ${event.at} of ${whole}`).toBeLessThan(whole * 0.2);
	}
});

describe("how much of the work is done", () => {
	const installing = [
		begin("prepare", 0),
		end("prepare", 100, 100),
		begin("install", 100),
		start("10-x", 100),
	] as const;

	test("goes by what it took earlier, however slow this run is", () => {
		expect(workShare(stateAfter(), past, 0)).toBe(0);
		expect(workShare(stateAfter(...installing), past, 220)).toBeCloseTo(0.22);
		const slow = stateAfter(begin("prepare", 0), end("prepare", 300, 300), begin("install", 300), start("10-x", 300));
		expect(workShare(slow, past, 300)).toBeCloseTo(0.1);
	});

	test("is unknown without earlier runs", () => expect(workShare(stateAfter(), meanDurations([]), 0)).toBeUndefined());
});
