import stringWidth from "string-width";
import type { Span, TextStyle } from "./document.js";

/** A word may change its style within itself: ``code``s. `gap` is the style of the blank before it. */
interface Word {
	readonly spans: readonly Span[];
	readonly gap: TextStyle;
}

const segmenter = new Intl.Segmenter();

/**
 * Breaks spans into lines of at most `width` terminal cells, at blanks; words that are wider are cut. Wide and
 * combining characters count as a terminal shows them.
 */
export function wrapSpans(spans: readonly Span[], width: number): Span[][] {
	const lines: Span[][] = [];
	let line: Span[] = [];
	let used = 0;
	for (const word of words(spans)) {
		const cells = widthOf(word.spans);
		if (used > 0 && used + 1 + cells > width) {
			lines.push(line);
			line = [];
			used = 0;
		}
		if (used > 0) append(line, { text: " ", style: word.gap });
		used += used > 0 ? 1 : 0;
		for (const piece of cells > width ? cut(word.spans, width) : [word.spans]) {
			const room = widthOf(piece);
			if (used > 0 && used + room > width) {
				lines.push(line);
				line = [];
				used = 0;
			}
			for (const span of piece) append(line, span);
			used += room;
		}
	}
	if (line.length > 0) lines.push(line);
	return lines;
}

/** Text cut into pieces of at most `width` cells; blanks stay. At least one piece. */
export function cutText(text: string, width: number): string[] {
	const pieces = [""];
	let used = 0;
	for (const { segment } of segmenter.segment(text)) {
		const cells = stringWidth(segment);
		if (used > 0 && used + cells > width) {
			pieces.push("");
			used = 0;
		}
		pieces[pieces.length - 1] += segment;
		used += cells;
	}
	return pieces;
}

/** Terminal cells of spans. */
export function widthOf(spans: readonly Span[]): number {
	return spans.reduce((sum, { text }) => sum + stringWidth(text), 0);
}

function words(spans: readonly Span[]): Word[] {
	const found: { spans: Span[]; gap: TextStyle }[] = [{ spans: [], gap: "plain" }];
	for (const { text, style } of spans) {
		for (const [index, part] of text.split(/[ \t\n]+/).entries()) {
			if (index > 0) found.push({ spans: [], gap: style });
			if (part !== "") found.at(-1)!.spans.push({ text: part, style });
		}
	}
	return found.filter((word) => word.spans.length > 0);
}

function cut(word: readonly Span[], width: number): Span[][] {
	return word.flatMap(({ text, style }) => cutText(text, width).map((piece) => [{ text: piece, style }]));
}

function append(line: Span[], span: Span): void {
	const last = line.at(-1);
	if (last?.style === span.style) line[line.length - 1] = { text: last.text + span.text, style: span.style };
	else line.push(span);
}
