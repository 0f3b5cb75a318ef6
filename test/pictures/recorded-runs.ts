import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { BuildEvent } from "../../src/core/run/events.js";
import { makeRunId } from "../../src/core/run/run-id.js";
import { holdLock } from "../../src/runs/runs.js";

/** Real builds, kept by record-runs.ts. */
export type RecordName = "debian-vm-before" | "debian-vm" | "web-app-fails";

const RECORDS_FOLDER = join(import.meta.dirname, "recorded-runs");
/** What is kept of a run's folder; the logs are in the events. */
const RECORDED_FILES = ["plan.json", "draft.json", "events.ndjson", "manifest.json"];

/** Packs what the newest run of a home has written so far, without the names of these mirrors. */
export function keepNewestRun(home: string, name: RecordName, mirrors: readonly string[]): void {
	const runs = join(home, ".local/state/diskwright/runs");
	const run = join(runs, readdirSync(runs).sort().at(-1) ?? "");
	const folder = join(RECORDS_FOLDER, name);
	mkdirSync(folder, { recursive: true });
	const present = readdirSync(run);
	for (const file of RECORDED_FILES.filter((wanted) => present.includes(wanted))) {
		const text = mirrors.reduce(
			(all, host) => all.replaceAll(host, "mirror.example"),
			readFileSync(join(run, file), "utf8"),
		);
		writeFileSync(join(folder, `${file}.gz`), gzipSync(text, { level: 9 }));
	}
}

/** A recorded run in somebody's history. */
export interface PlacedRun {
	readonly record: RecordName;
	/** When it began, in minutes before now. */
	readonly minutesAgo: number;
	/**
	 * It still goes on and has come so far: milliseconds since it began, or to where it was held. `minutesAgo` does not
	 * count then.
	 */
	readonly until?: number | "held";
}

/** Puts a recorded run into a runs folder. Returns its id, and how to end it when it goes on. */
export async function placeRun(
	runsFolder: string,
	{ record, minutesAgo, until }: PlacedRun,
): Promise<{ readonly id: string; end(): void }> {
	const source = join(RECORDS_FOLDER, record);
	const read = (name: string) => gunzipSync(readFileSync(join(source, name))).toString();
	const all = read("events.ndjson.gz")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
	const end = until === "held" ? all.find(({ type }) => type === "build.paused")?.at : until;
	const events = end === undefined ? all : all.filter(({ at }) => at <= end);
	const begun = new Date(Date.now() - (end ?? minutesAgo * 60_000));
	const id = makeRunId(begun, 0);
	const folder = join(runsFolder, id);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	for (const file of readdirSync(source)) writeFileSync(join(folder, file.replace(/\.gz$/, "")), read(file));
	const placed = events.map((event) =>
		event.type === "build.started" ? { ...event, id, wallClock: begun.toISOString() } : event,
	);
	writeFileSync(join(folder, "events.ndjson"), placed.map((event) => `${JSON.stringify(event)}\n`).join(""));
	if (until === undefined) return { id, end: () => {} };
	const lock = await holdLock(join(folder, "lock"));
	return { id, end: () => lock.release() };
}
