import type { Block, Row } from "./document.js";
import { rstInline } from "./inline.js";
import type { SourceLine } from "./source-lines.js";

const BORDER = /^=+( +=+)+$/;

/**
 * Reads a simple table of reStructuredText: columns under a border of `=`, ended by a border that a blank line follows.
 * Undefined when there is none at this line.
 */
export function simpleTable(
	lines: readonly SourceLine[],
	at: number,
): { readonly block: Extract<Block, { kind: "table" }>; readonly next: number } | undefined {
	const border = lines[at]!;
	if (!BORDER.test(border.text)) return undefined;
	const end = lines.findIndex(
		({ text }, index) => index > at && BORDER.test(text) && (lines[index + 1]?.text ?? "") === "",
	);
	if (end === -1) return undefined;
	const columns = [...border.text.matchAll(/=+/g)].map(({ index }) => index);
	const inner = lines.slice(at + 1, end);
	const header = inner.findIndex(({ text }) => BORDER.test(text));
	const rows = (part: readonly SourceLine[]) => readRows(part, columns);
	const headers = header === -1 ? [] : rows(inner.slice(0, header));
	const block = {
		kind: "table" as const,
		line: border.number,
		headers: headers.length,
		rows: [...headers, ...rows(inner.slice(header + 1))],
	};
	return block.rows.length > 0 ? { block, next: end + 1 } : undefined;
}

/** A line whose first cell is empty goes on with the row above. */
function readRows(lines: readonly SourceLine[], columns: readonly number[]): Row[] {
	const rows: string[][] = [];
	for (const { text } of lines.filter((line) => line.text !== "" && !BORDER.test(line.text))) {
		const cells = columns.map((start, column) => text.slice(start, columns[column + 1]).trim());
		const above = rows.at(-1);
		if (cells[0] === "" && above)
			rows[rows.length - 1] = above.map((cell, column) => `${cell} ${cells[column]}`.trim());
		else rows.push(cells);
	}
	return rows.map((cells) => cells.map(rstInline));
}
