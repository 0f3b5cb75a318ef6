import type { IBuffer, IBufferCell } from "@xterm/headless";

/** One character position of a terminal. Colours are `#rrggbb`, or `ansi-0` … `ansi-255`, or absent for the default. */
export interface Cell {
	/** A blank for an empty cell; empty for the right half of a wide character. */
	readonly char: string;
	/** Columns: 1, 2 for a wide character, 0 for its right half. */
	readonly width: number;
	readonly foreground?: string;
	readonly background?: string;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	readonly strikethrough: boolean;
}

/** The visible rows of a buffer, cell by cell. */
export function readCells(buffer: IBuffer, cols: number, rows: number): Cell[][] {
	const scratch = buffer.getNullCell();
	return Array.from({ length: rows }, (_, y) => {
		const line = buffer.getLine(buffer.viewportY + y);
		return Array.from({ length: cols }, (_, x) => readCell(line?.getCell(x, scratch) ?? buffer.getNullCell()));
	});
}

/** Rows as text, blanks at their ends cut off. */
export function textOf(cells: readonly (readonly Cell[])[]): string[] {
	return cells.map((row) =>
		row
			.map(({ char }) => char)
			.join("")
			.trimEnd(),
	);
}

/** Whether two cells look the same. */
export function sameStyle(one: Cell, other: Cell): boolean {
	return (
		one.foreground === other.foreground &&
		one.background === other.background &&
		one.bold === other.bold &&
		one.dim === other.dim &&
		one.italic === other.italic &&
		one.underline === other.underline &&
		one.inverse === other.inverse &&
		one.strikethrough === other.strikethrough
	);
}

function readCell(cell: IBufferCell): Cell {
	const foreground = colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor());
	const background = colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor());
	const width = cell.getWidth();
	return {
		char: cell.getChars() || (width === 0 ? "" : " "),
		width,
		...(foreground ? { foreground } : {}),
		...(background ? { background } : {}),
		bold: cell.isBold() !== 0,
		dim: cell.isDim() !== 0,
		italic: cell.isItalic() !== 0,
		underline: cell.isUnderline() !== 0,
		inverse: cell.isInverse() !== 0,
		strikethrough: cell.isStrikethrough() !== 0,
	};
}

function colour(isRgb: boolean, isPalette: boolean, value: number): string | undefined {
	if (isRgb) return `#${value.toString(16).padStart(6, "0")}`;
	return isPalette ? `ansi-${value}` : undefined;
}
