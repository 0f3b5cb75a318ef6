import { expect, test } from "vitest";
import type { BuildEvent, EventBody } from "../../../../src/core/run/events.js";
import { Logs, RING_LINES } from "../../../../src/ui/build/log/logs.js";

const event = (body: EventBody): BuildEvent => ({ seq: 0, at: 0, ...body });
const started = (task: string) =>
	event({
		type: "task.started",
		task,
		stage: "install",
		title: task,
		where: "chroot",
		logFile: "logs/1.log",
		attempt: 1,
	});
const log = (task: string, first: number, lines: readonly string[]) => event({ type: "log", task, first, lines });
const numbered = (first: number, count: number) => Array.from({ length: count }, (_, index) => `line ${first + index}`);

test("complaints are counted, and forgotten when a task is tried again", () => {
	const logs = new Logs({ lines: async () => [] }, () => {});
	logs.take(started("a"));
	logs.take(log("a", 1, ["fine", "W: hm", "E: no"]));
	logs.take(log("b", 1, ["error: no"]));
	expect(logs.counts).toEqual({ errors: 2, warnings: 1 });
	expect(logs.complaints("a")).toEqual([2, 3]);
	const version = logs.version("a");
	logs.take(started("a"));
	expect(logs.counts).toEqual({ errors: 1, warnings: 0 });
	expect(logs.last("a")).toBe(0);
	expect(logs.version("a")).toBeGreaterThan(version);
});

test("lines that are not kept are fetched once when they are looked at, and told when they came", async () => {
	const asked: [string, number, number][] = [];
	let told = 0;
	const lines = async (task: string, first: number, count: number) => {
		asked.push([task, first, count]);
		return numbered(first, count);
	};
	const logs = new Logs({ lines }, () => {
		told += 1;
	});
	for (let first = 1; first <= RING_LINES * 2; first += 1000) logs.take(log("a", first, numbered(first, 1000)));
	expect(logs.firstKept("a")).toBe(RING_LINES + 1);
	expect(logs.line("a", RING_LINES + 1)).toBe(`line ${RING_LINES + 1}`);
	expect(logs.line("a", 5)).toBeUndefined();
	expect(logs.line("a", 6)).toBeUndefined();
	await new Promise((resolve) => setTimeout(resolve, 0));
	expect(told).toBe(1);
	expect(logs.line("a", 5)).toBe("line 5");
	expect(asked).toEqual([["a", 1, 400]]);
});

test("many loud tasks together keep a bounded number of lines, the newest task all of its own", () => {
	const logs = new Logs({ lines: async () => [] }, () => {});
	const tasks = Array.from({ length: 12 }, (_, index) => `task ${index}`);
	for (const task of tasks) logs.take(log(task, 1, numbered(1, RING_LINES)));
	const kept = tasks.map((task) => logs.last(task) - logs.firstKept(task) + 1);
	expect(kept.reduce((sum, lines) => sum + lines, 0)).toBe(100_000);
	expect(kept.at(-1)).toBe(RING_LINES);
	expect(kept[0]).toBe(0);
});
