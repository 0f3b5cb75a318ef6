import { PHASES, type Phase, type Stage, whereRuns } from "../../../src/core/hooks/phases.js";
import {
	type Decision,
	EVENT_VERSION,
	type EventBody,
	type FailureDigest,
	type Outcome,
} from "../../../src/core/run/events.js";
import { type PlayedTask, placeOf, plannedTasks, type Shape } from "./shape.js";

/** Where a played build writes and how its time goes by. */
export interface Theatre {
	readonly runId: string;
	/** ISO 8601. */
	readonly wallClock: string;
	emit(body: EventBody): void;
	openLog(task: string, stage: Stage): Promise<PlayedLog>;
	/** Milliseconds since the build started. */
	now(): number;
	/** Throws when the build is cancelled meanwhile. */
	wait(ms: number): Promise<void>;
	/** What is decided after a failure; `scripted` is what the shape says. */
	decide(digest: FailureDigest, scripted: Decision): Promise<Decision>;
	isCancelled(): boolean;
}

export interface PlayedLog {
	readonly file: string;
	readonly lines: number;
	write(text: string): Promise<void>;
	lastLines(count: number): readonly string[];
	close(): Promise<void>;
}

/** Thrown through the stages by a task that ends the build. */
class Failed extends Error {
	constructor(readonly digest: FailureDigest) {
		super(digest.message);
	}
}

const IMAGE_BYTES = 318 * 2 ** 20;

/** Plays a build to its end, with the events that a builder sends in the order it sends them. */
export async function playBuild(shape: Shape, theatre: Theatre): Promise<void> {
	const { emit, now } = theatre;
	emit({
		type: "build.started",
		v: EVENT_VERSION,
		id: theatre.runId,
		wallClock: theatre.wallClock,
		image: shape.image,
		architecture: "amd64",
		elements: shape.elements,
		outputs: [`${shape.image}.qcow2`],
		tasks: plannedTasks(shape),
	});
	try {
		for (const [stage, tasks] of byStage(shape.tasks)) await playStage(stage, tasks, theatre);
		emit({
			type: "artifact",
			path: `/images/${shape.image}.qcow2`,
			format: "qcow2",
			bytes: IMAGE_BYTES,
			checksums: { sha256: "6f".repeat(32) },
		});
		emit({ type: "build.finished", outcome: "ok", ms: now(), exitCode: 0 });
	} catch (error) {
		if (error instanceof Failed) {
			const { digest } = error;
			emit({ type: "build.finished", outcome: "failed", ms: now(), exitCode: digest.exitCode ?? 1, digest });
		} else if (theatre.isCancelled()) emit({ type: "build.finished", outcome: "cancelled", ms: now(), exitCode: 130 });
		else throw error;
	}
}

async function playStage(stage: Stage, tasks: readonly PlayedTask[], theatre: Theatre): Promise<void> {
	const { emit, now } = theatre;
	const start = now();
	emit({ type: "stage.started", stage });
	const finish = (outcome: Outcome) => emit({ type: "stage.finished", stage, outcome, ms: now() - start });
	try {
		for (const task of tasks) await playTask(task, theatre);
	} catch (error) {
		finish(theatre.isCancelled() ? "cancelled" : "failed");
		throw error;
	}
	finish("ok");
}

async function playTask(task: PlayedTask, theatre: Theatre): Promise<void> {
	const scripted = task.failures ?? [];
	for (let attempt = 1; ; attempt += 1) {
		const planned = scripted[attempt - 1];
		const digest = await playTry(task, attempt, planned !== undefined, theatre);
		if (!digest) return;
		const decision = await theatre.decide(digest, planned ?? "stop");
		if (decision === "stop") throw new Failed(digest);
		if (decision !== "retry") return;
	}
}

async function playTry(
	{ id, element, doings }: PlayedTask,
	attempt: number,
	fails: boolean,
	theatre: Theatre,
): Promise<FailureDigest | undefined> {
	const { emit, now } = theatre;
	const { stage, title } = placeOf(id);
	const log = await theatre.openLog(id, stage);
	const start = now();
	const from = element ? { element } : {};
	const where = PHASES.includes(stage as Phase) ? whereRuns(stage as Phase) : "host";
	emit({ type: "task.started", task: id, stage, title, ...from, where, logFile: log.file, attempt });
	const finish = async (outcome: Outcome, exitCode?: number) => {
		await log.close();
		const code = exitCode === undefined ? {} : { exitCode };
		emit({ type: "task.finished", task: id, outcome, ms: now() - start, ...code, lines: log.lines });
	};
	try {
		for (const doing of doings()) {
			if (typeof doing === "string") await log.write(doing);
			else if ("wait" in doing) await theatre.wait(doing.wait);
			else emit(doing.tell);
		}
	} catch (error) {
		await finish("cancelled");
		throw error;
	}
	await finish(fails ? "failed" : "ok", fails ? 1 : undefined);
	if (!fails) return undefined;
	return {
		task: id,
		...from,
		...(element ? { file: `/elements/${element}/${stage}.d/${title}` } : {}),
		message: `${title} ended with status 1`,
		exitCode: 1,
		lastLines: log.lastLines(20),
		logFile: log.file,
		next: [`Read ${log.file}.`],
	};
}

function byStage(tasks: readonly PlayedTask[]): [Stage, PlayedTask[]][] {
	const stages: [Stage, PlayedTask[]][] = [];
	for (const task of tasks) {
		const { stage } = placeOf(task.id);
		const last = stages.at(-1);
		if (last?.[0] === stage) last[1].push(task);
		else stages.push([stage, [task]]);
	}
	return stages;
}
