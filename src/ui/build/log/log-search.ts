import { lineMatcher } from "../../../core/log/line-match.js";
import type { TaskId } from "../../../core/run/events.js";
import type { RunFeed } from "../../../core/run/run-feed.js";
import type { Logs } from "./logs.js";

/**
 * The lines of the logs of some tasks that have a text in them: what is kept is searched at once and again whenever
 * lines came, what is older is searched in the run's files.
 */
export class LogSearch {
	readonly query: string;
	readonly #matches: (line: string) => boolean;
	readonly #logs: Logs;
	readonly #feed: Pick<RunFeed, "search">;
	readonly #changed: () => void;
	readonly #hits = new Map<TaskId, number[]>();
	/** Number of the newest line that was searched, by task. */
	readonly #searched = new Map<TaskId, number>();
	#pending = 0;

	/** @param changed called when hits came out of the files */
	constructor(query: string, logs: Logs, feed: Pick<RunFeed, "search">, changed: () => void) {
		this.query = query;
		this.#matches = lineMatcher(query);
		this.#logs = logs;
		this.#feed = feed;
		this.#changed = changed;
	}

	/** Files are still being searched. */
	get busy(): boolean {
		return this.#pending > 0;
	}

	/** Numbers of the lines of a task with a hit, sorted, up to the newest line. */
	hits(task: TaskId): readonly number[] {
		const from = this.#searched.get(task) ?? this.#begin(task);
		const last = this.#logs.last(task);
		const hits = this.#hits.get(task) as number[];
		for (let number = Math.max(from + 1, this.#logs.firstKept(task)); number <= last; number += 1) {
			const line = this.#logs.line(task, number);
			if (line !== undefined && this.#matches(line)) hits.push(number);
		}
		this.#searched.set(task, last);
		return hits;
	}

	/** Everything that is not kept any more is searched in the file. */
	#begin(task: TaskId): number {
		const firstKept = this.#logs.firstKept(task);
		this.#hits.set(task, []);
		if (firstKept > 1) void this.#searchFile(task, firstKept);
		return firstKept - 1;
	}

	async #searchFile(task: TaskId, before: number): Promise<void> {
		this.#pending += 1;
		const found = await this.#feed.search(task, this.#matches, before).catch(() => []);
		this.#pending -= 1;
		this.#hits.set(task, [...found, ...(this.#hits.get(task) ?? [])]);
		this.#changed();
	}
}
