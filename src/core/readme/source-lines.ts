import { cleanLine } from "../text/terminal-text.js";

/** One line of a README as its parsers see it. */
export interface SourceLine {
	/** Without escape sequences, control characters, tabs and trailing blanks. */
	readonly text: string;
	/** Counts from 1. */
	readonly number: number;
	/** Leading blanks. */
	readonly indent: number;
}

/** The lines of a text, made safe. */
export function sourceLines(text: string): SourceLine[] {
	return text.split(/\r\n|\r|\n/).map((raw, index) => sourceLine(cleanLine(raw).trimEnd(), index + 1));
}

/** The lines that are blank or indented by more than `indent`, from `start` on; blank ones at the end stay outside. */
export function indentedBlock(lines: readonly SourceLine[], start: number, indent: number): SourceLine[] {
	let end = start;
	while (end < lines.length && (lines[end]!.text === "" || lines[end]!.indent > indent)) end++;
	while (end > start && lines[end - 1]!.text === "") end--;
	return lines.slice(start, end);
}

/** The same lines moved to the left margin by the smallest indentation among them. */
export function dedent(lines: readonly SourceLine[]): SourceLine[] {
	const margin = Math.min(...lines.filter(({ text }) => text !== "").map(({ indent }) => indent));
	return lines.map((line) => cutLeft(line, margin));
}

/** A line without its first `columns` characters. */
export function cutLeft(line: SourceLine, columns: number): SourceLine {
	return sourceLine(line.text.slice(columns), line.number);
}

function sourceLine(text: string, number: number): SourceLine {
	return { text, number, indent: text.length - text.trimStart().length };
}
