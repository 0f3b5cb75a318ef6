import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BATCH_VERSION, type BatchEvent } from "../../src/core/batch/batch-events.js";
import { makeRunId } from "../../src/core/run/run-id.js";
import { holdLock } from "../../src/runs/runs.js";
import { type PlacedRun, placeRun } from "./recorded-runs.js";

/** A build of a batch: the run that it has come to, if it has begun. */
export interface PlacedMember {
	readonly name: string;
	readonly run?: PlacedRun;
	/** How the run has ended. */
	readonly ended?: { readonly outcome: "ok" | "failed"; readonly ms: number };
	readonly warnings?: number;
	readonly waits?: "memory" | "jobs";
}

/** Puts several builds that were started together so long ago, and that still go on, into a state folder. Returns how to end it. */
export async function placeBatch(
	state: string,
	{ members, sinceMs }: { readonly members: readonly PlacedMember[]; readonly sinceMs: number },
): Promise<{ end(): void }> {
	const begun = new Date(Date.now() - sinceMs);
	const id = `b-${makeRunId(begun, 0)}`;
	const builds = members.map(({ name, warnings = 0 }) => ({
		...{ name, image: name, outputs: [`${name}.qcow2`], architecture: "amd64", warnings, expectedMs: 170_000 },
	}));
	const events: BatchEvent[] = [
		{ type: "batch.started", at: 0, v: BATCH_VERSION, id, wallClock: begun.toISOString(), jobs: 3, builds },
	];
	const ends: { end(): void }[] = [];
	for (const [build, { run, ended, waits, name }] of members.entries()) {
		if (waits) events.push({ type: "batch.waits", at: sinceMs - 1000, build, why: waits });
		if (!run) continue;
		const placed = await placeRun(join(state, "runs"), run);
		ends.push(placed);
		writeFileSync(join(state, "runs", placed.id, "batch.json"), JSON.stringify({ batch: id, name }));
		const at = typeof run.until === "number" ? sinceMs - run.until : 0;
		events.push({ type: "batch.began", at, build, run: placed.id });
		if (!ended) continue;
		events.push({ type: "batch.ended", at: ended.ms, build, exitCode: ended.outcome === "ok" ? 0 : 1, ...ended });
	}
	const folder = join(state, "batches", id);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "events.ndjson"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
	const lock = await holdLock(join(folder, "lock"));
	ends.push({ end: () => lock.release() });
	return {
		end() {
			for (const one of ends) one.end();
		},
	};
}
