import type { TaskId } from "../../core/events.js";
import type { Logs } from "../stores/logs.js";

/** The log of one task as a part of what is shown: its lines, or only those that complain. */
export interface Segment {
	readonly task: TaskId;
	/** A row of its own above the lines, when several logs stand one below the other. */
	readonly heading?: string;
	/** Lines of the task so far. */
	readonly lines: number;
	/** Numbers of the lines that are shown; all of them when absent. */
	readonly only?: readonly number[];
}

/** One row of a log before it is fitted to the screen. */
export type LogEntry =
	| { readonly heading: string }
	| {
			readonly task: TaskId;
			readonly number: number;
			/** Undefined while it is fetched. */
			readonly text: string | undefined;
	  };

/** Logs one below the other, addressed by an index from 0. */
export interface LogSource {
	readonly count: number;
	/** Lines without the headings. */
	readonly lines: number;
	entry(index: number): LogEntry | undefined;
	/** Where a line of a task stands; undefined when it is not shown. */
	indexOf(task: TaskId, number: number): number | undefined;
}

/** The source that shows these segments with the lines of `logs`. */
export function logSource(segments: readonly Segment[], logs: Pick<Logs, "line">): LogSource {
	const parts = place(segments);
	const count = parts.at(-1)?.end ?? 0;
	return {
		count,
		lines: parts.reduce((sum, part) => sum + part.size, 0),
		entry(index) {
			const part = parts.find(({ end }) => index < end);
			if (!part || index < 0) return undefined;
			if (index < part.start) return { heading: part.heading ?? "" };
			const number = part.only ? (part.only[index - part.start] as number) : index - part.start + 1;
			return { task: part.task, number, text: logs.line(part.task, number) };
		},
		indexOf(task, number) {
			const part = parts.find((one) => one.task === task);
			if (!part) return undefined;
			const offset = part.only ? findSorted(part.only, number) : number - 1;
			return offset < 0 || offset >= part.size ? undefined : part.start + offset;
		},
	};
}

interface Part extends Segment {
	readonly size: number;
	/** Index of its first line, and of what comes after its last. */
	readonly start: number;
	readonly end: number;
}

/** Segments without a line to show are left out, their headings too. */
function place(segments: readonly Segment[]): Part[] {
	const parts: Part[] = [];
	let end = 0;
	for (const segment of segments) {
		const size = segment.only ? segment.only.length : segment.lines;
		if (size === 0) continue;
		const start = end + (segment.heading === undefined ? 0 : 1);
		end = start + size;
		parts.push({ ...segment, size, start, end });
	}
	return parts;
}

/** Where a number stands among sorted ones; -1 when it is not there. */
function findSorted(sorted: readonly number[], wanted: number): number {
	let from = 0;
	let to = sorted.length - 1;
	while (from <= to) {
		const middle = (from + to) >> 1;
		const found = sorted[middle] as number;
		if (found === wanted) return middle;
		if (found < wanted) from = middle + 1;
		else to = middle - 1;
	}
	return -1;
}
