import { type Fold, foldedText, hiddenLines, lineOfRow, rowOfLine } from "../../../core/log/log-fold.js";
import type { TaskId } from "../../../core/run/events.js";
import type { Logs } from "./logs.js";

/** The log of one task as a part of what is shown: its lines, or only those that complain. */
export interface Segment {
	readonly task: TaskId;
	/** A row of its own above the lines, when several logs stand one below the other. */
	readonly heading?: string;
	/** Lines of the task so far. */
	readonly lines: number;
	/** Numbers of the lines that are shown; all of them when absent. */
	readonly only?: readonly number[];
	/** Lines that are shown as one. */
	readonly folds?: readonly Fold[];
}

/** One row of a log before it is fitted to the screen. */
export type LogEntry =
	| { readonly heading: string }
	| {
			readonly task: TaskId;
			readonly number: number;
			/** Undefined while it is fetched. */
			readonly text: string | undefined;
			/** How many lines it stands for, when more than one. */
			readonly times?: number;
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
			if (part.only) {
				const number = part.only[index - part.start] as number;
				return { task: part.task, number, text: logs.line(part.task, number) };
			}
			const { number, fold } = lineOfRow(part.folds ?? [], index - part.start);
			if (!fold) return { task: part.task, number, text: logs.line(part.task, number) };
			return { task: part.task, number, text: textOf(part.task, fold, logs), times: fold.count };
		},
		indexOf(task, number) {
			const part = parts.find((one) => one.task === task);
			if (!part) return undefined;
			const offset = part.only ? findSorted(part.only, number) : rowOfLine(part.folds ?? [], number);
			return offset < 0 || offset >= part.size ? undefined : part.start + offset;
		},
	};
}

/** Lines of a fold that are looked at for its text: more names than that have no room. */
const NAMED = 40;

function textOf(task: TaskId, { first, count }: Fold, logs: Pick<Logs, "line">): string | undefined {
	const lines = Array.from({ length: Math.min(count, NAMED) }, (_, index) => logs.line(task, first + index));
	const known = lines.filter((line) => line !== undefined);
	return known.length < lines.length ? lines[0] : foldedText(known, count);
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
		const size = segment.only ? segment.only.length : segment.lines - hiddenLines(segment.folds ?? []);
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
