import { join } from "node:path";
import { EXIT, serialiseError } from "../../core/errors.js";
import { type BuildWords, curesFor } from "../../core/failure/cure-words.js";
import type { KnownCause } from "../../core/failure/known-cause.js";
import { foundWords, matchCauses } from "../../core/failure/match-causes.js";
import type { Where } from "../../core/hooks/phases.js";
import type { EventBody, FailureDigest, PlannedTask, TaskId } from "../../core/run/events.js";
import type { Decisions } from "../builder/decisions.js";
import type { TaskLog, TaskLogs } from "./task-log.js";

/** The element and the file in it that a script was copied from. */
export interface ScriptOrigin {
	readonly element: string;
	readonly file: string;
}

/** A hook or tool ended with a failure status; carries what the digest needs. */
export class TaskFailure extends Error {
	constructor(
		message: string,
		readonly exitCode: number,
		readonly signal?: string,
		readonly next: readonly string[] = [],
		/** Where the script that failed comes from, when it is not the task's own. */
		readonly origin?: ScriptOrigin,
	) {
		super(message);
		this.name = "TaskFailure";
	}
}

/** What the body of a task can use. */
export interface TaskHandle {
	readonly id: TaskId;
	readonly log: TaskLog;
}

/** One unit the engine runs and reports. */
export interface Task extends PlannedTask {
	readonly where: Where;
	readonly argv?: readonly string[];
	/** The hook's file in its element, for the digest. */
	readonly file?: string;
	/** True for hooks: a user may retry or skip them. Engine steps can only be retried. */
	readonly mayBeSkipped: boolean;
	/** Why it runs although layers are used. */
	readonly cause?: string;
	/** Called before a retry: puts back what the failed try changed. */
	readonly rewind?: () => Promise<void>;
	readonly run: (handle: TaskHandle) => Promise<void>;
}

export interface TaskRunnerOptions {
	readonly emit: (body: EventBody) => void;
	readonly logs: TaskLogs;
	readonly decisions: Decisions;
	readonly signal: AbortSignal;
	/** What can be found out about a failed task here and now, out of what it said last and its script. */
	readonly explain: (said: readonly string[], script: string | undefined) => readonly string[];
	readonly runFolder: string;
	/** How advice is put. */
	readonly words: BuildWords;
}

/** Error that ends the build after a task failed for good. */
export class BuildFailure extends Error {
	constructor(
		readonly digest: FailureDigest,
		override readonly cause: unknown,
	) {
		super(digest.message);
		this.name = "BuildFailure";
	}
}

/** What `explainSpace` says of a file system outside the image. */
const HOST_IS_FULL = /\(\d+ MiB, (?:in memory|on disk)\)\. /;
/** Lines of the digest. */
const LAST_LINES = 25;
/** Lines in which a cause is looked for: a tool may explain itself at length after the line that counts. */
const SEARCHED_LINES = 50;

/** Runs tasks one after the other: reports them, keeps their logs, and on failure asks for a decision. */
export class TaskRunner {
	readonly #options: TaskRunnerOptions;
	#running: TaskId | undefined;

	constructor(options: TaskRunnerOptions) {
		this.#options = options;
	}

	/** The task that runs now, or ran last. */
	get current(): TaskId | undefined {
		return this.#running;
	}

	/** Runs one task to its end. Throws BuildFailure, or the abort reason when the build is cancelled. */
	async run(task: Task): Promise<"ok" | "skipped"> {
		for (let attempt = 1; ; attempt += 1) {
			const failure = await this.#attempt(task, attempt);
			if (!failure) return "ok";
			const decision = await this.#options.decisions.afterFailure(failure.digest, this.#options.signal);
			if (decision === "retry") {
				await task.rewind?.();
				continue;
			}
			if (decision === "skip") return "skipped";
			throw failure;
		}
	}

	/** Reports a task that a layer takes the place of: `words` say which. */
	async runCached(task: Omit<Task, "run" | "rewind">, words: string): Promise<void> {
		this.#options.signal.throwIfAborted();
		const log = await this.#start(task, 1);
		log.note(words);
		await log.close();
		this.#options.emit({ type: "task.finished", task: task.id, outcome: "cached", ms: 0, lines: log.lines });
	}

	/** Opens the log of a try and tells that it begins. */
	async #start(task: Omit<Task, "run" | "rewind">, attempt: number): Promise<TaskLog> {
		this.#running = task.id;
		const log = await this.#options.logs.open(task.id, task.stage);
		this.#options.emit({
			type: "task.started",
			task: task.id,
			stage: task.stage,
			title: task.title,
			...(task.element ? { element: task.element } : {}),
			where: task.where,
			...(task.argv ? { argv: task.argv } : {}),
			logFile: log.file,
			attempt,
			...(task.cause === undefined ? {} : { cause: task.cause }),
		});
		return log;
	}

	async #attempt(task: Task, attempt: number): Promise<BuildFailure | undefined> {
		const { emit, signal } = this.#options;
		signal.throwIfAborted();
		const log = await this.#start(task, attempt);
		const start = performance.now();
		const finish = async (outcome: "ok" | "failed" | "cancelled", error?: TaskFailure) => {
			await log.close();
			emit({
				type: "task.finished",
				task: task.id,
				outcome,
				ms: Math.round(performance.now() - start),
				...(error ? { exitCode: error.exitCode } : {}),
				...(error?.signal ? { signal: error.signal } : {}),
				lines: log.lines,
			});
		};
		try {
			await task.run({ id: task.id, log });
			await finish("ok");
			return undefined;
		} catch (error) {
			await abortedSoon(signal);
			if (signal.aborted) {
				await finish("cancelled");
				throw signal.reason;
			}
			const failure = asTaskFailure(error);
			if (!(error instanceof TaskFailure)) log.note(failure.message);
			await finish("failed", failure);
			const { message } = failure;
			const said = log.lastLines(SEARCHED_LINES);
			const { element = task.element, file = task.file }: Partial<ScriptOrigin> = failure.origin ?? {};
			const found = this.#options.explain([...said, message], file);
			const next = [...found, ...failure.next];
			// A full disk of this host is no fault of a step of the engine; a hook's own status is kept.
			const lacksRoom = !task.mayBeSkipped && found.some((line) => HOST_IS_FULL.test(line));
			const exitCode = lacksRoom ? EXIT.host : failure.exitCode;
			const known = { lines: said, found: next, message, exitCode };
			const [cause] = matchCauses(known);
			return new BuildFailure(
				{
					task: task.id,
					...(element ? { element } : {}),
					...(file ? { file } : {}),
					message,
					exitCode,
					...(failure.signal ? { signal: failure.signal } : {}),
					skippable: task.mayBeSkipped,
					lastLines: said.slice(-LAST_LINES),
					logFile: log.file,
					logPath: join(this.#options.runFolder, log.file),
					next: [...next, ...silence(task, said)],
					...(cause ? { cause: causeOf(cause, { ...this.#options.words, found: foundWords(cause, known) }) } : {}),
				},
				error,
			);
		}
	}
}

const causeOf = (cause: KnownCause, words: BuildWords) => ({
	id: cause.id,
	title: cause.title,
	cure: curesFor(cause, words),
});

/** A hook that printed nothing may still say which command it was. */
function silence({ mayBeSkipped }: Task, said: readonly string[]): string[] {
	return said.length === 0 && mayBeSkipped
		? ["It printed nothing: build once more with -x, which shows the commands of hooks that ask for DIB_DEBUG_TRACE."]
		: [];
}

/** What stops every process of a build may end its hook a moment before we hear of it: that is no failure of the hook. */
const GRACE_MS = 200;

/** Waits for an abort that may be on its way. */
function abortedSoon(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, GRACE_MS);
		signal.addEventListener("abort", () => [clearTimeout(timer), resolve()], { once: true });
	});
}

function asTaskFailure(error: unknown): TaskFailure {
	if (error instanceof TaskFailure) return error;
	const { code, message, next, exitCode } = serialiseError(error);
	if (code !== "bug") return new TaskFailure(message, exitCode, undefined, next);
	return new TaskFailure(message, EXIT.bug, undefined, [
		"This is a bug in diskwright: please report it with the run's folder.",
	]);
}
