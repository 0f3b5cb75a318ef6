import { type Fold, LogFolds } from "../../../core/log/log-fold.js";
import { lineKind } from "../../../core/log/log-line.js";
import type { BuildEvent, TaskId } from "../../../core/run/events.js";
import type { RunFeed } from "../../../core/run/run-feed.js";
import { LogRing } from "./log-ring.js";

/** Lines kept of one task. */
export const RING_LINES = 20_000;
/** Lines kept of all tasks; those of the tasks that were quiet for the longest time go first. */
const ALL_LINES = 100_000;
/** Lines fetched at once when someone looks at older ones. */
const PAGE_LINES = 400;
const PAGES = 30;

/** What is known of one task's log. */
interface Log {
	readonly ring: LogRing;
	/** Numbers of all lines that complain, also of those that are not kept. */
	readonly errors: number[];
	readonly complaints: number[];
	readonly folds: LogFolds;
	version: number;
}

/**
 * The lines of a run's logs, outside React: it learns of changes by version numbers and asks for what it shows. The
 * newest lines are kept, older ones are fetched again when they are looked at.
 */
export class Logs {
	readonly #feed: Pick<RunFeed, "lines">;
	readonly #changed: () => void;
	readonly #logs = new Map<TaskId, Log>();
	/** Older lines that were fetched, the newest page last; `undefined` while it comes. */
	readonly #pages = new Map<string, readonly string[] | undefined>();
	#errors = 0;
	#complaints = 0;

	/** @param changed called when lines came that were asked for */
	constructor(feed: Pick<RunFeed, "lines">, changed: () => void) {
		this.#feed = feed;
		this.#changed = changed;
	}

	/** Lines that complain, of all tasks. */
	get counts(): { readonly errors: number; readonly warnings: number } {
		return { errors: this.#errors, warnings: this.#complaints - this.#errors };
	}

	/** Grows with every change of the task's log. */
	version(task: TaskId): number {
		return this.#logs.get(task)?.version ?? 0;
	}

	/** Takes the lines out of an event; a new try begins a new log. */
	take(event: BuildEvent): void {
		if (event.type === "task.started") this.#forget(event.task);
		if (event.type !== "log") return;
		const log = this.#log(event.task);
		for (let index = Math.max(0, log.ring.last + 1 - event.first); index < event.lines.length; index += 1) {
			const line = event.lines[index] as string;
			log.folds.take(event.first + index, line);
			const kind = lineKind(line);
			if (kind !== "error" && kind !== "warning") continue;
			log.complaints.push(event.first + index);
			this.#complaints += 1;
			if (kind === "error") {
				log.errors.push(event.first + index);
				this.#errors += 1;
			}
		}
		log.ring.push(event.first, event.lines);
		log.version += 1;
		// The task that spoke last stands last.
		this.#logs.delete(event.task);
		this.#logs.set(event.task, log);
		this.#makeRoom();
	}

	/** Number of the newest line. */
	last(task: TaskId): number {
		return this.#logs.get(task)?.ring.last ?? 0;
	}

	/** Number of the oldest line that is kept. */
	firstKept(task: TaskId): number {
		return this.#logs.get(task)?.ring.first ?? 1;
	}

	/** Numbers of the lines that are errors. */
	errors(task: TaskId): readonly number[] {
		return this.#logs.get(task)?.errors ?? [];
	}

	/** Numbers of the lines that are warnings or errors. */
	complaints(task: TaskId): readonly number[] {
		return this.#logs.get(task)?.complaints ?? [];
	}

	/** Lines that say the same. */
	folds(task: TaskId): readonly Fold[] {
		return this.#logs.get(task)?.folds.all ?? [];
	}

	/** A line; undefined when it is not here: it is fetched, and `changed` is called when it came. */
	line(task: TaskId, number: number): string | undefined {
		const kept = this.#logs.get(task)?.ring.line(number);
		if (kept !== undefined) return kept;
		const page = Math.floor((number - 1) / PAGE_LINES);
		const key = `${page} ${task}`;
		if (!this.#pages.has(key)) void this.#fetch(key, task, page);
		return this.#pages.get(key)?.[number - 1 - page * PAGE_LINES];
	}

	async #fetch(key: string, task: TaskId, page: number): Promise<void> {
		this.#pages.set(key, undefined);
		for (const oldest of [...this.#pages.keys()].slice(0, -PAGES)) this.#pages.delete(oldest);
		const lines = await this.#feed.lines(task, page * PAGE_LINES + 1, PAGE_LINES).catch(() => []);
		// A page that is not complete yet is fetched again when it is asked for again.
		if (lines.length < PAGE_LINES && page * PAGE_LINES + lines.length < this.firstKept(task) - 1) {
			this.#pages.delete(key);
			return;
		}
		this.#pages.set(key, lines);
		this.#log(task).version += 1;
		this.#changed();
	}

	#forget(task: TaskId): void {
		const log = this.#logs.get(task);
		if (!log) return;
		this.#errors -= log.errors.length;
		this.#complaints -= log.complaints.length;
		for (const key of [...this.#pages.keys()]) if (key.endsWith(` ${task}`)) this.#pages.delete(key);
		this.#logs.set(task, { ...newLog(), version: log.version + 1 });
	}

	#makeRoom(): void {
		let kept = 0;
		for (const { ring } of this.#logs.values()) kept += ring.size;
		for (const { ring } of this.#logs.values()) {
			if (kept <= ALL_LINES) return;
			kept -= ring.size;
			ring.clear();
		}
	}

	#log(task: TaskId): Log {
		const log = this.#logs.get(task) ?? newLog();
		this.#logs.set(task, log);
		return log;
	}
}

function newLog(): Log {
	return { ring: new LogRing(RING_LINES), errors: [], complaints: [], folds: new LogFolds(), version: 0 };
}
