import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventBody } from "../../../src/core/run/events.js";
import { makeRunId } from "../../../src/core/run/run-id.js";
import { LineSplitter } from "../../../src/engine/tasks/line-splitter.js";
import { planOf } from "./plan-of.js";
import { type PlayedLog, playBuild } from "./play-build.js";
import type { Shape } from "./shape.js";

export interface RecordOptions {
	/** When the build started; its id is made of it. */
	readonly started?: Date;
}

/** Writes the run folder of a build of minutes in a moment: the times in it are those of the shape. Returns the id. */
export async function recordRun(runsFolder: string, shape: Shape, options: RecordOptions = {}): Promise<string> {
	const started = options.started ?? new Date("2026-11-24T09:00:00Z");
	const runId = makeRunId(started, 0);
	const folder = join(runsFolder, runId);
	mkdirSync(join(folder, "logs"), { recursive: true, mode: 0o700 });
	writeFileSync(join(folder, "plan.json"), `${JSON.stringify(planOf(shape), undefined, 2)}\n`, { flag: "wx" });
	const events: string[] = [];
	let at = 0;
	let pauses = 0;
	const emit = (body: EventBody) => void events.push(`${JSON.stringify({ seq: events.length, at, ...body })}\n`);
	let logs = 0;
	await playBuild(shape, {
		runId,
		wallClock: started.toISOString(),
		emit,
		async openLog(task, stage) {
			logs += 1;
			const name = task.replace(/^[^/]*\//, "").replaceAll(/[^\w.-]+/g, "_");
			const file = `logs/${String(logs).padStart(3, "0")}-${stage}-${name}.log`;
			return recordLog(join(folder, file), file, (first, lines) => emit({ type: "log", task, first, lines }));
		},
		now: () => at,
		async wait(ms) {
			at += ms;
		},
		async decide(digest, decision) {
			pauses += 1;
			if (decision === "stop") return decision;
			emit({ type: "build.paused", pause: pauses, reason: "failure", task: digest.task, digest });
			at += 30_000;
			emit({ type: "build.resumed", pause: pauses, decision, by: "someone@terminal" });
			return decision;
		},
		isCancelled: () => false,
	});
	writeFileSync(join(folder, "events.ndjson"), events.join(""), { flag: "wx" });
	return runId;
}

function recordLog(path: string, file: string, tell: (first: number, lines: string[]) => void): PlayedLog {
	const splitter = new LineSplitter();
	const written: string[] = [];
	const all: string[] = [];
	const take = (lines: string[]) => {
		if (lines.length > 0) tell(all.length + 1, lines);
		all.push(...lines);
	};
	return {
		file,
		get lines() {
			return all.length;
		},
		async write(text) {
			written.push(text);
			take(splitter.push(Buffer.from(text)));
		},
		lastLines: (count) => all.slice(-count),
		async close() {
			take(splitter.end());
			writeFileSync(path, written.join(""), { flag: "wx", mode: 0o600 });
		},
	};
}
