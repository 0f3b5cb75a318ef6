import { type LineKind, lineKind } from "../../../core/log/log-line.js";
import { screenLine } from "../../../core/text/terminal-text.js";
import { cut, width, wrap } from "../../kit/text/text.js";
import type { LogSource } from "./log-source.js";

/** One row on the screen, fitted to its width. */
export interface LogRow {
	/** Identity of the row while it moves. */
	readonly key: string;
	readonly index: number;
	/** Absent in headings and in the further rows of a wrapped line. */
	readonly number?: number;
	readonly text: string;
	readonly kind: LineKind | "heading" | "missing";
}

export interface LogLayout {
	readonly columns: number;
	readonly rows: number;
	readonly wrapped: boolean;
}

/** The rows from `top` on, as many as there is room for. */
export function logRows(source: LogSource, top: number, layout: LogLayout): LogRow[] {
	const rows: LogRow[] = [];
	for (let index = top; index < source.count && rows.length < layout.rows; index += 1) {
		rows.push(...rowsOf(source, index, layout));
	}
	return rows.slice(0, layout.rows);
}

/** The index at the top when the end of the log is at the bottom. */
export function lastTop(source: LogSource, layout: LogLayout): number {
	if (!layout.wrapped) return Math.max(0, source.count - layout.rows);
	let top = source.count;
	for (let used = 0; top > 0; top -= 1) {
		used += rowsOf(source, top - 1, layout).length;
		if (used > layout.rows) break;
	}
	// A line that is longer than the room is seen from its beginning.
	return Math.max(0, Math.min(top, source.count - 1));
}

function rowsOf(source: LogSource, index: number, { columns, wrapped }: LogLayout): LogRow[] {
	const entry = source.entry(index);
	if (!entry) return [];
	if ("heading" in entry) return [{ key: `${index}`, index, text: cut(entry.heading, columns), kind: "heading" }];
	const { number, text, times } = entry;
	if (text === undefined) return [{ key: `${index}`, index, number, text: "", kind: "missing" }];
	const clean = screenLine(text);
	const kind = lineKind(clean);
	if (times !== undefined) {
		const count = ` × ${times}`;
		return [{ key: `${index}`, index, number, text: cut(clean, columns - width(count)) + count, kind }];
	}
	if (!wrapped || width(clean) <= columns) return [{ key: `${index}`, index, number, text: cut(clean, columns), kind }];
	return wrap(clean, columns).map((piece, part) => ({
		key: part === 0 ? `${index}` : `${index}.${part}`,
		index,
		...(part === 0 ? { number } : {}),
		text: piece,
		kind,
	}));
}
