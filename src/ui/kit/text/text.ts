import sliceAnsi from "slice-ansi";
import { screenLine } from "../../../core/text/terminal-text.js";
import { GLYPHS } from "../look/glyphs.js";
import cellWidth from "./cell-width.js";

/** Printable ASCII: its cells are its characters. */
const PLAIN = /^[\u0020-\u007e]*$/;

/** Cells a text takes. */
export const width = (text: string): number => cellWidth(text);

/** The text cut to `columns` cells, with `…` where something is missing; never longer, and safe to show. */
export function cut(text: string, columns: number): string {
	if (columns <= 0) return "";
	const clean = screenLine(text);
	if (width(clean) <= columns) return clean;
	return columns === 1 ? GLYPHS.more : `${slice(clean, columns - 1)}${GLYPHS.more}`;
}

/** A name of which no more than this would be left at the beginning of a path's end is left out whole. */
const SNIPPET = 8;

/** Cut in the middle of the text, for paths, whose end matters as much as their beginning. */
export function fitPath(path: string, columns: number): string {
	const clean = screenLine(path);
	if (width(clean) <= columns || columns < 8) return cut(clean, columns);
	const head = Math.floor((columns - 1) / 3);
	const end = tail(clean, columns - 1 - head);
	const name = end.indexOf("/");
	return `${slice(clean, head)}${GLYPHS.more}${name > 0 && name < SNIPPET ? end.slice(name) : end}`;
}

/** Exactly `columns` cells: cut or filled with blanks. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
	const fitted = cut(text, columns);
	const blanks = " ".repeat(Math.max(0, columns - width(fitted)));
	return align === "left" ? fitted + blanks : blanks + fitted;
}

/** Left and right on one line of `columns` cells; the left one gives way. */
export function spread(left: string, right: string, columns: number): string {
	const end = cut(right, columns);
	const room = columns - width(end) - 1;
	return end === "" ? pad(left, columns) : room > 0 ? `${pad(left, room)} ${end}` : pad(end, columns, "right");
}

/** Lines of at most `columns` cells, broken at blanks where there are any. */
export function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split("\n").map(screenLine)) {
		let line = "";
		for (const word of paragraph.split(" ")) {
			const next = line === "" ? word : `${line} ${word}`;
			if (width(next) <= columns) {
				line = next;
				continue;
			}
			if (line !== "") lines.push(line);
			let rest = word;
			while (width(rest) > columns) {
				const piece = slice(rest, columns);
				lines.push(piece);
				rest = rest.slice(piece.length || 1);
			}
			line = rest;
		}
		lines.push(line);
	}
	return lines;
}

/** The text in pieces of at most `columns` cells, broken anywhere: for code, whose blanks matter. At least one piece. */
export function chunks(text: string, columns: number): string[] {
	const pieces: string[] = [];
	let rest = screenLine(text);
	while (width(rest) > columns) {
		const piece = slice(rest, columns) || rest.slice(0, 1);
		pieces.push(piece);
		rest = rest.slice(piece.length);
	}
	return [...pieces, rest];
}

/** The first `columns` cells of a clean text. */
function slice(text: string, columns: number): string {
	return PLAIN.test(text) ? text.slice(0, columns) : fitting(columns, (cells) => sliceAnsi(text, 0, cells));
}

function tail(text: string, columns: number): string {
	if (PLAIN.test(text)) return text.slice(-columns);
	const all = width(text);
	return fitting(columns, (cells) => sliceAnsi(text, Math.max(0, all - cells)));
}

/** A wide character at the edge is taken whole, and some scripts are measured in two ways: then fewer cells fit. */
function fitting(columns: number, part: (cells: number) => string): string {
	for (let cells = columns; cells > 0; cells -= 1) {
		const taken = part(cells);
		if (width(taken) <= columns) return taken;
	}
	return "";
}
