import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { packOldEvents, unpackEvents } from "../../../src/runs/events/packed-events.js";
import { runFeed } from "../../../src/runs/feed/run-feed.js";
import { openRun, type Run } from "../../../src/runs/runs.js";
import { temporaryFolder } from "../../support/elements.js";

const SUMMARY = { version: 1, image: "web", outcome: "ok", ms: 1, helped: false, stages: {}, tasks: {}, artifacts: [] };
const long = `${JSON.stringify({ seq: 1, at: 0, type: "log", task: "a/b", first: 1, lines: ["x".repeat(2 << 20)] })}\n`;
const noStop = new AbortController().signal;
let folder = "";

beforeEach(() => {
	folder = temporaryFolder();
});

function makeRun(number: number, events: string, summary: object | null = { ...SUMMARY, lines: 1 }): Run {
	const run = openRun(folder, `260101-10000${number}-aa`);
	mkdirSync(run.folder, { recursive: true });
	writeFileSync(run.eventsFile, events);
	if (summary) writeFileSync(join(run.folder, "summary.json"), JSON.stringify(summary));
	writeFileSync(join(run.folder, "lock"), "");
	return run;
}
const names = ({ folder: path }: Run) => readdirSync(path).sort();

test("long events of all but the newest run are compressed, and come back byte for byte", async () => {
	const [old, newest] = [makeRun(1, long), makeRun(2, long)];
	expect(await packOldEvents(folder, noStop)).toEqual([]);
	expect(names(old)).toEqual(["events.ndjson.gz", "lock", "summary.json"]);
	expect(statSync(`${old.eventsFile}.gz`).size).toBeLessThan(long.length / 10);
	expect(statSync(`${old.eventsFile}.gz`).mode & 0o777).toBe(0o600);
	expect(names(newest)).toContain("events.ndjson");
	await unpackEvents(old);
	expect(names(old)).toEqual(["events.ndjson", "lock", "summary.json"]);
	expect(readFileSync(old.eventsFile, "utf8")).toBe(long);
});

test.each([
	["short events", (): Run => makeRun(1, `${long.slice(0, 1000)}\n`)],
	["a run without a summary, which a list would have to read", (): Run => makeRun(1, long, null)],
])("%s stay as they are", async (_what, make) => {
	const run = make();
	makeRun(2, long);
	expect(await packOldEvents(folder, noStop)).toEqual([]);
	expect(names(run)).toContain("events.ndjson");
	expect(existsSync(`${run.eventsFile}.gz`)).toBe(false);
});

test("who is told to stop leaves the events whole and nothing beside them", async () => {
	const old = makeRun(1, long);
	makeRun(2, long);
	const stop = new AbortController();
	const packing = packOldEvents(folder, stop.signal);
	stop.abort();
	expect(await packing).toEqual([]);
	expect(names(old).filter((name) => name.startsWith("events."))).toEqual(["events.ndjson"]);
	expect(readFileSync(old.eventsFile, "utf8")).toBe(long);
});

test("readers at the same time all find the events", async () => {
	const old = makeRun(1, long);
	makeRun(2, long);
	await packOldEvents(folder, noStop);
	await Promise.all([unpackEvents(old), unpackEvents(old), unpackEvents(old)]);
	expect(readFileSync(old.eventsFile, "utf8")).toBe(long);
});

test("damaged compressed events are told with their file, and stay", async () => {
	const old = makeRun(1, long);
	makeRun(2, long);
	await packOldEvents(folder, noStop);
	truncateSync(`${old.eventsFile}.gz`, 100);
	await expect(unpackEvents(old)).rejects.toMatchObject({
		code: "events-unreadable",
		place: { file: `${old.eventsFile}.gz` },
	});
	expect(names(old)).toEqual(["events.ndjson.gz", "lock", "summary.json"]);
});

test("what a reader or builder that was killed has left beside them goes; what is being written stays", async () => {
	const old = makeRun(1, long);
	makeRun(2, long);
	const [stale, fresh] = ["1", "2"].map(
		(digit) => `${old.eventsFile}.${digit}${"0".repeat(7)}-0000-0000-0000-${"0".repeat(12)}`,
	);
	for (const file of [stale, fresh]) writeFileSync(file as string, "half");
	const hoursAgo = new Date(Date.now() - 7_200_000);
	utimesSync(stale as string, hoursAgo, hoursAgo);
	await packOldEvents(folder, noStop);
	expect([existsSync(stale as string), existsSync(fresh as string)]).toEqual([false, true]);
});

test("who looks at a run while its events are compressed finds its lines all the same", async () => {
	const old = makeRun(1, long);
	makeRun(2, long);
	const feed = runFeed(old, { follow: false });
	await feed.read(async () => {}, noStop);
	await packOldEvents(folder, noStop);
	expect(await feed.lines("a/b", 1, 1)).toEqual(["x".repeat(2 << 20)]);
	await packOldEvents(folder, noStop);
	expect(await feed.search("a/b", (line) => line.startsWith("x"), 2)).toEqual([1]);
});
