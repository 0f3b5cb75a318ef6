import type { Span, TextStyle } from "../../../core/readme/document.js";
import type { TextLine } from "../../../core/readme/render.js";
import { pad, wrap } from "../../kit/text/text.js";

/** A piece of a line. */
export const span = (text: string, style: TextStyle = "plain"): Span => ({ text, style });

/** A title with its value behind it; long values go on below, under their beginning. */
export function fact(title: string, text: string, columns: number, style: TextStyle = "plain"): TextLine[] {
	const label = 17;
	return wrap(text, Math.max(10, columns - label)).map((line, index) => [
		span(pad(index === 0 ? title : "", label), "dim"),
		span(line, style),
	]);
}

/** A text broken into lines behind an indent. */
export function paragraph(text: string, columns: number, style: TextStyle = "plain", indent = ""): TextLine[] {
	return wrap(text, Math.max(10, columns - indent.length)).map((line) => [span(`${indent}${line}`, style)]);
}

/** Names and what is said about them in two columns. */
export function table(rows: readonly (readonly [string, string])[], columns: number, indent = "  "): TextLine[] {
	const widest = Math.min(Math.floor(columns / 2), Math.max(0, ...rows.map(([name]) => name.length)));
	return rows.map(([name, text]) => [span(`${indent}${pad(name, widest)}  `), span(text, "dim")]);
}
