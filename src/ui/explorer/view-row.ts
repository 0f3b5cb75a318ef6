import type { Element } from "../../core/element/element.js";
import { formatPlace, type Place, type SerialisedError } from "../../core/errors.js";
import { screenLine } from "../../core/text/terminal-text.js";
import { errorLines } from "../kit/components/error-text.js";
import type { StyledPiece } from "../kit/components/styled-line.js";
import { chunks, wrap } from "../kit/text/text.js";
import type { OpenFile } from "./trail.js";

/** Where a row leads. */
export type Target =
	| { readonly to: "element"; readonly name: string }
	| { readonly to: "file"; readonly file: OpenFile }
	/** Runs the checks of the element. */
	| { readonly to: "checks" };

/** One line of a view. */
export interface ViewRow {
	readonly line: readonly StyledPiece[];
	readonly target?: Target;
	/** A branch with something below it: which one, and whether that is hidden. */
	readonly branch?: { readonly path: string; readonly folded: boolean };
	/** Line of the file that is shown, from 1. */
	readonly number?: number;
	/** Why the row is there, in full: shown below the view while the row is highlighted. */
	readonly reason?: readonly string[];
}

export const piece = (text: string, style: StyledPiece["style"] = "plain"): StyledPiece => ({
	text: screenLine(text),
	style,
});

export const row = (...line: StyledPiece[]): ViewRow => ({ line });

export const EMPTY: ViewRow = { line: [] };

/** A text in as many rows as it takes. */
export function paragraph(
	text: string,
	columns: number,
	style: StyledPiece["style"] = "plain",
	indent = "",
): ViewRow[] {
	return text
		.split("\n")
		.flatMap((line) => wrap(screenLine(line), Math.max(8, columns - indent.length)))
		.map((line) => row(piece(`${indent}${line}`, style)));
}

/** What went wrong as rows: cause, place, next steps. */
export function errorRows(error: SerialisedError, columns: number): ViewRow[] {
	return errorLines(error, columns).map(({ text, kind }) =>
		row(piece(text, ({ cause: "error", place: "dim", next: "plain" } as const)[kind])),
	);
}

/** A file of the element; undefined for one outside of its directory, which cannot be shown. */
export function fileTarget({ path }: Pick<Element, "path">, { file, line }: Place): Target | undefined {
	if (!file.startsWith(`${path}/`)) return undefined;
	return { to: "file", file: { path: file.slice(path.length + 1), ...(line === undefined ? {} : { line }) } };
}

/** A place as a user reads it beside its element. */
export function placeText({ path }: Pick<Element, "path">, place: Place): string {
	return formatPlace(place).replace(`${path}/`, "");
}

/** The lines of a file with their numbers, broken where they are too long: nothing is out of sight. */
export function fileRows(text: string, columns: number): ViewRow[] {
	const lines = text.replace(/\n$/, "").split("\n");
	const gutter = Math.max(3, `${lines.length}`.length);
	const room = Math.max(8, columns - gutter - 2);
	return lines.flatMap((line, index) => {
		const style = /^\s*#/.test(line) ? "dim" : "plain";
		return chunks(line.replace(/\r$/, ""), room).map((part, at) => ({
			line: [piece(`${at === 0 ? index + 1 : ""}`.padStart(gutter), "dim"), piece("  "), piece(part, style)],
			number: index + 1,
		}));
	});
}
