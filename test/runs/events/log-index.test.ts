import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventBody } from "../../../src/core/run/events.js";
import { LogIndex } from "../../../src/runs/events/log-index.js";
import { readEventBatches } from "../../../src/runs/events/read-events.js";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "log-index-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const started = (attempt: number): EventBody => ({
	type: "task.started",
	task: "install/10-x",
	stage: "install",
	title: "10-x",
	where: "chroot",
	logFile: "logs/1.log",
	attempt,
});
const log = (first: number, lines: readonly string[], task = "install/10-x"): EventBody => ({
	type: "log",
	task,
	first,
	lines,
});

async function indexed(bodies: readonly EventBody[]): Promise<LogIndex> {
	const file = join(folder, "events.ndjson");
	appendFileSync(file, bodies.map((body, seq) => `${JSON.stringify({ seq, at: seq, ...body })}\n`).join(""));
	const index = new LogIndex(file);
	for await (const batch of readEventBatches(file, { follow: false })) index.add(batch);
	return index;
}

test("any lines of a task are read again, over the borders of events and of other tasks", async () => {
	const index = await indexed([
		started(1),
		log(1, ["ä 1", "2", "3"]),
		log(1, ["of another task"], "install/20-y"),
		log(4, ["4"]),
		log(5, ["5", "6"]),
	]);
	expect(await index.lines("install/10-x", 2, 4)).toEqual(["2", "3", "4", "5"]);
	expect(await index.lines("install/10-x", 1, 100)).toEqual(["ä 1", "2", "3", "4", "5", "6"]);
	expect(await index.lines("install/10-x", 7, 10)).toEqual([]);
	expect(await index.lines("install/99-none", 1, 10)).toEqual([]);
});

test("a search tells numbers, up to a line", async () => {
	const index = await indexed([started(1), log(1, ["hit", "miss"]), log(3, ["hit", "hit"])]);
	expect(await index.search("install/10-x", (line) => line === "hit", 4)).toEqual([1, 3]);
});

test("a new try begins a new log", async () => {
	const index = await indexed([started(1), log(1, ["old", "old"]), started(2), log(1, ["new"])]);
	expect(await index.lines("install/10-x", 1, 10)).toEqual(["new"]);
});

test("lines behind more than one read of the file are found", async () => {
	const many = Array.from({ length: 3000 }, (_, batch) =>
		log(
			batch * 10 + 1,
			Array.from({ length: 10 }, (_, line) => `${"x".repeat(40)} ${batch * 10 + line + 1}`),
		),
	);
	const index = await indexed([started(1), ...many]);
	expect(await index.lines("install/10-x", 29_999, 5)).toEqual([`${"x".repeat(40)} 29999`, `${"x".repeat(40)} 30000`]);
});

test("a line longer than what is read at once is read whole", async () => {
	const long = "y".repeat(3 * 2 ** 20);
	const index = await indexed([started(1), log(1, ["before"]), log(2, [long]), log(3, ["after"])]);
	expect(await index.lines("install/10-x", 1, 10)).toEqual(["before", long, "after"]);
});
