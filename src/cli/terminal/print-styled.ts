import type { Writable } from "node:stream";
import type { TextStyle } from "../../core/readme/document.js";
import type { TextLine } from "../../core/readme/render.js";

/** SGR codes that read well on dark and light terminals: no colours beyond the first six. */
const CODES: Readonly<Partial<Record<TextStyle, string>>> = {
	heading: "1",
	strong: "1",
	emphasis: "3",
	code: "36",
	link: "4",
	dim: "2",
};
const WIDEST = 100;

/** Styled lines as text: with SGR codes where the stream is a terminal and NO_COLOR is not set. */
export function styledText(lines: readonly TextLine[], colour: boolean): string {
	const paint = (text: string, style: TextStyle) =>
		colour && CODES[style] ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
	return lines.map((line) => `${line.map(({ text, style }) => paint(text, style)).join("")}\n`).join("");
}

/** How wide text should be on this stream, and whether it shows styles. */
export function textSettings(
	stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
	env: Readonly<Record<string, string>>,
): { readonly width: number; readonly colour: boolean } {
	const width = stream.isTTY ? Math.min(stream.columns || 80, WIDEST) : 80;
	return { width, colour: stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb" };
}
