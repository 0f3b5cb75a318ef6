import { type Block, type Definition, plainText, type Row, type Span, type TextStyle } from "./document.js";
import { parseMarkdown } from "./parse-markdown.js";
import { parseRst } from "./parse-rst.js";
import { sourceLines } from "./source-lines.js";
import { cutText, widthOf, wrapSpans } from "./wrap.js";

/** A README as read from disk. */
export interface Readme {
	readonly file: string;
	readonly format: "rst" | "markdown" | "text";
	readonly text: string;
}

/** One line of the terminal. */
export type TextLine = readonly Span[];

/** Nothing is squeezed below this width: it is cut by whoever shows it. */
const NARROWEST = 8;
const INDENT = 2;

/** The blocks of a README. */
export function parseReadme({ format, text }: Pick<Readme, "format" | "text">): Block[] {
	if (format === "text") return [{ kind: "literal", line: 1, lines: sourceLines(text).map((line) => line.text) }];
	return format === "rst" ? parseRst(text) : parseMarkdown(text);
}

/** A README as lines of at most `width` terminal cells, without escape sequences. No blank line begins or ends it. */
export function renderReadme(readme: Pick<Readme, "format" | "text">, width: number): TextLine[] {
	return renderBlocks(parseReadme(readme), Math.max(width, NARROWEST));
}

function renderBlocks(blocks: readonly Block[], width: number): TextLine[] {
	const lines: TextLine[] = [];
	for (const [index, block] of blocks.entries()) {
		const before = blocks[index - 1];
		if (before && !sticks(before, block)) lines.push([]);
		lines.push(...renderBlock(block, width));
	}
	return lines;
}

function renderBlock(block: Block, width: number): TextLine[] {
	switch (block.kind) {
		case "heading":
			return heading(block.spans, block.level, width);
		case "paragraph":
			return wrapSpans(block.spans, width);
		case "literal":
			return block.lines
				.flatMap((line) => cutText(line, Math.max(width - INDENT, NARROWEST)))
				.map((text) => (text === "" ? [] : indent([{ text, style: "code" }], INDENT)));
		case "list":
			return block.items.flatMap(({ marker, blocks }, index) => [
				...(index > 0 && block.items.some((item) => item.blocks.length > 1) ? [[]] : []),
				...hang([{ text: `${marker} `, style: "dim" }], blocks, width),
			]);
		case "definitions":
			return block.items.flatMap((item, index) => [
				...(index > 0 && !(item.field && block.items[index - 1]!.field) ? [[]] : []),
				...definition(item, width),
			]);
		case "quote":
			return inset(block.blocks, width);
		case "note":
			return [[{ text: block.title, style: "strong" }], ...inset(block.blocks, width)];
		case "table":
			return tableLines(block.rows, block.headers, width);
		case "rule":
			return [[{ text: "─".repeat(width), style: "dim" }]];
	}
}

/** The two highest levels are underlined, so that they stand out without colours. */
function heading(spans: readonly Span[], level: number, width: number): TextLine[] {
	const lines = wrapSpans(restyle(spans, "heading"), width);
	if (level > 2) return lines;
	const longest = Math.max(0, ...lines.map(widthOf));
	return [...lines, [{ text: (level === 1 ? "═" : "─").repeat(longest), style: "dim" }]];
}

function definition({ term, field, blocks }: Definition, width: number): TextLine[] {
	if (field) return hang([{ text: `${plainText(term)}: `, style: "dim" }], blocks, width);
	return [...wrapSpans(restyle(term, "strong"), width), ...inset(blocks, width)];
}

/** Columns as wide as their content; the last one takes what is left and wraps. */
function tableLines(rows: readonly Row[], headers: number, width: number): TextLine[] {
	const columns = Math.max(...rows.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) => {
		const widest = Math.max(...rows.map((row) => widthOf(row[column] ?? [])));
		return Math.min(widest, Math.max(NARROWEST, Math.floor(width / columns)));
	});
	const used = widths.slice(0, -1).reduce((sum, cells) => sum + cells + INDENT, 0);
	widths[columns - 1] = Math.max(width - used, NARROWEST);
	return rows.flatMap((row, index) => {
		const cells = widths.map((cells, column) =>
			wrapSpans(index < headers ? restyle(row[column] ?? [], "strong") : (row[column] ?? []), cells),
		);
		const height = Math.max(...cells.map((lines) => lines.length));
		return Array.from({ length: height }, (_, line) =>
			rowLine(
				cells.map((lines) => lines[line] ?? []),
				widths,
			),
		);
	});
}

function rowLine(cells: readonly TextLine[], widths: readonly number[]): TextLine {
	const last = cells.findLastIndex((cell) => cell.length > 0);
	return cells.slice(0, last + 1).flatMap((cell, column): Span[] => {
		const gap = column < last ? " ".repeat(Math.max(widths[column]! - widthOf(cell), 0) + INDENT) : "";
		return gap ? [...cell, { text: gap, style: "plain" }] : [...cell];
	});
}

/** The first line begins with `head`; the others are indented by its width, or by a little where it is long. */
function hang(head: TextLine, blocks: readonly Block[], width: number): TextLine[] {
	const margin = widthOf(head);
	if (blocks[0]?.kind !== "paragraph" || margin > width / 3) {
		return [head.map(({ text, style }) => ({ text: text.trimEnd(), style })), ...inset(blocks, width)];
	}
	const [first = [], ...rest] = renderBlocks(blocks, Math.max(width - margin, NARROWEST));
	return [[...head, ...first], ...rest.map((line) => indent(line, margin))];
}

function inset(blocks: readonly Block[], width: number): TextLine[] {
	return renderBlocks(blocks, Math.max(width - INDENT, NARROWEST)).map((line) => indent(line, INDENT));
}

const indent = (line: TextLine, by: number): TextLine =>
	line.length === 0 ? [] : [{ text: " ".repeat(by), style: "plain" }, ...line];

const restyle = (spans: readonly Span[], style: TextStyle) =>
	spans.map((span) => (span.style === "plain" || style === "heading" ? { ...span, style } : span));

/** Fields stand right below the term or text they belong to. */
const sticks = (before: Block, after: Block) =>
	before.kind === "definitions" && after.kind === "definitions" && after.items[0]?.field === true;
