/**
 * live-run.script.ts RUNS_FOLDER SHAPE [--already LINES] [--rate LINES_A_SECOND] [--seconds N] [--brief]
 *
 * Plays a build in real time as its builder would: with the lock held, events and logs written as they come, decisions
 * and cancelling taken on the socket. SHAPE is one of shapes.ts, or `loud`, which the options are for. Prints the id of
 * the run once time begins to pass: all lines of --already are logged then. Cancels the build when its standard input ends.
 */
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { BuildOrder } from "../../../src/core/planning/plan.js";
import { Decisions } from "../../../src/engine/builder/decisions.js";
import { openRunJournal } from "../../../src/engine/builder/run-journal.js";
import { Shells } from "../../../src/engine/builder/shells.js";
import type { TaskLog } from "../../../src/engine/tasks/task-log.js";
import { writePlan } from "../../../src/runs/plan-file.js";
import { createRun } from "../../../src/runs/runs.js";
import { planOf } from "./plan-of.js";
import { type PlayedLog, playBuild } from "./play-build.js";
import type { Shape } from "./shape.js";
import { loudShape, SHAPES } from "./shapes.js";

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		already: { type: "string", default: "0" },
		rate: { type: "string", default: "5000" },
		seconds: { type: "string", default: "60" },
		brief: { type: "boolean", default: false },
	},
});
const [runsFolder = "", shapeName = ""] = positionals;
const shape: Shape | undefined =
	shapeName === "loud"
		? loudShape({
				already: Number(values.already),
				rate: Number(values.rate),
				seconds: Number(values.seconds),
				brief: values.brief,
			})
		: SHAPES[shapeName as keyof typeof SHAPES];
if (!shape) throw new Error(`no shape '${shapeName}'; there are loud, ${Object.keys(SHAPES).join(", ")}`);

const caller = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, umask: 0o22 };
const run = await createRun(runsFolder, caller);
const plan = planOf(shape);
await writePlan(run, plan, caller);
const order: BuildOrder = {
	version: plan.version,
	plan,
	elements: [],
	environment: {},
	secrets: [],
	secretValues: [],
	runFolder: run.folder,
	runId: run.id,
	caller,
	cancelWhenPipeEnds: false,
	packageRoot: "/",
};
const journal = await openRunJournal(order, () => {});
const abort = new AbortController();
const decisions = new Decisions({ emit: journal.emit, onFailure: { mode: "hold" } });
let current: string | undefined;
await journal.serveControl({
	shells: new Shells(),
	decisions,
	cancel: (by) => {
		journal.emit({ type: "build.cancelling", by });
		abort.abort();
	},
	current: () => current,
});
process.once("SIGTERM", () => abort.abort());
// Whoever started us holds the other end: a test that dies takes its builds along.
process.stdin.once("end", () => abort.abort()).resume();

const start = performance.now();
const now = () => Math.round(performance.now() - start);
let due: number | undefined;
await playBuild(shape, {
	runId: run.id,
	wallClock: new Date().toISOString(),
	emit: journal.emit,
	async openLog(task, stage) {
		current = task;
		return streamed(await journal.logs.open(task, stage));
	},
	now,
	// Time that was lost elsewhere is made up for: a rate is a rate.
	async wait(ms) {
		if (due === undefined) process.stdout.write(`${run.id}\n`);
		due = Math.max((due ?? now()) + ms, now() - 1000);
		await delay(Math.max(0, due - now()), undefined, { signal: abort.signal });
	},
	decide: (digest) => decisions.afterFailure(digest, abort.signal),
	isCancelled: () => abort.signal.aborted,
});
await journal.close();
process.stdin.destroy();

/** Waits when the log's file is slower than the play. */
function streamed(log: TaskLog): PlayedLog {
	return {
		file: log.file,
		get lines() {
			return log.lines;
		},
		write: (text) => new Promise((resolve, reject) => log.write(text, (error) => (error ? reject(error) : resolve()))),
		lastLines: (count) => log.lastLines(count),
		close: () => log.close(),
	};
}
