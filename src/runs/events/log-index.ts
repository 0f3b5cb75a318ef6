import { open } from "node:fs/promises";
import type { BuildEvent, TaskId } from "../../core/run/events.js";
import type { EventBatch } from "./read-events.js";

/** Where the lines of one task stand: parallel arrays, one entry a `log` event. */
interface Places {
	readonly firsts: number[];
	readonly starts: number[];
	readonly ends: number[];
}

type LogEvent = Extract<BuildEvent, { type: "log" }>;

/** Where the lines of every task's latest try stand in `events.ndjson`, so that nobody has to keep them in memory. */
export class LogIndex {
	readonly #file: string;
	readonly #tasks = new Map<TaskId, Places>();

	constructor(eventsFile: string) {
		this.#file = eventsFile;
	}

	add({ events, offsets }: EventBatch): void {
		for (const [index, event] of events.entries()) {
			if (event.type === "task.started") this.#tasks.delete(event.task);
			if (event.type !== "log") continue;
			const { firsts, starts, ends } = this.#places(event.task);
			firsts.push(event.first);
			starts.push(offsets[index] as number);
			ends.push(offsets[index + 1] as number);
		}
	}

	/** Lines from number `first` on; fewer when there are no more. */
	async lines(task: TaskId, first: number, count: number): Promise<string[]> {
		const found: string[] = [];
		for await (const event of this.#read(task, first, first + count)) {
			const skipped = Math.max(0, first - event.first);
			found.push(...event.lines.slice(skipped, Math.max(0, first + count - event.first)));
		}
		return found;
	}

	/** Numbers of the lines before `before` that match. */
	async search(task: TaskId, matches: (line: string) => boolean, before: number): Promise<number[]> {
		const found: number[] = [];
		for await (const event of this.#read(task, 1, before)) {
			for (const [index, line] of event.lines.entries()) {
				if (event.first + index < before && matches(line)) found.push(event.first + index);
			}
		}
		return found;
	}

	/** The events with the lines from `first` up to, without, `end`. */
	async *#read(task: TaskId, first: number, end: number): AsyncGenerator<LogEvent> {
		const { firsts, starts, ends } = this.#places(task);
		const beyond = firsts.findIndex((line) => line > first);
		let entry = Math.max(0, (beyond < 0 ? firsts.length : beyond) - 1);
		if (entry >= firsts.length || first >= end) return;
		const handle = await open(this.#file, "r");
		try {
			for (; entry < firsts.length && (firsts[entry] as number) < end; entry += 1) {
				const start = starts[entry] as number;
				const buffer = Buffer.alloc((ends[entry] as number) - start);
				await handle.read(buffer, 0, buffer.length, start);
				yield JSON.parse(buffer.toString("utf8")) as LogEvent;
			}
		} finally {
			await handle.close();
		}
	}

	#places(task: TaskId): Places {
		const places = this.#tasks.get(task) ?? { firsts: [], starts: [], ends: [] };
		this.#tasks.set(task, places);
		return places;
	}
}
