import type { Block } from "./document.js";
import { markdownInline } from "./inline.js";
import { cutLeft, dedent, indentedBlock, type SourceLine, sourceLines } from "./source-lines.js";

interface Parsed {
	readonly blocks: readonly Block[];
	readonly next: number;
}
type Reader = (lines: readonly SourceLine[], at: number, depth: number) => Parsed | undefined;

/** Deeper text is no README any more: it is kept as it is. */
const DEEPEST = 20;

/** Reads the part of Markdown that READMEs use; what it does not know stays visible as text. It never fails. */
export function parseMarkdown(text: string): Block[] {
	return parseBlocks(sourceLines(text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ""))), 0);
}

function parseBlocks(lines: readonly SourceLine[], depth: number): Block[] {
	if (depth > DEEPEST) return [{ kind: "literal", line: lines[0]!.number, lines: lines.map(({ text }) => text) }];
	const blocks: Block[] = [];
	for (let at = 0; at < lines.length; ) {
		if (lines[at]!.text === "") {
			at++;
			continue;
		}
		const read = READERS.map((reader) => reader(lines, at, depth)).find((parsed) => parsed !== undefined);
		const { blocks: found, next } = read ?? paragraph(lines, at);
		for (const block of found) {
			const last = blocks.at(-1);
			if (block.kind === "list" && last?.kind === "list") {
				blocks[blocks.length - 1] = { ...last, items: [...last.items, ...block.items] };
			} else blocks.push(block);
		}
		at = next;
	}
	return blocks;
}

const heading: Reader = (lines, at) => {
	const { text, number } = lines[at]!;
	const [, marks, title] = /^(#{1,6})\s+(.+?)\s*#*$/.exec(text) ?? [];
	if (marks && title) {
		return {
			blocks: [{ kind: "heading", line: number, level: marks.length, spans: markdownInline(title) }],
			next: at + 1,
		};
	}
	const below = /^(=|-){2,}$/.exec(lines[at + 1]?.text ?? "")?.[1];
	if (!below || /^([*+-] |>|```|~~~)/.test(text) || lines[at]!.indent > 3) return undefined;
	const level = below === "=" ? 1 : 2;
	return { blocks: [{ kind: "heading", line: number, level, spans: markdownInline(text.trim()) }], next: at + 2 };
};

const fence: Reader = (lines, at) => {
	const { text, number, indent } = lines[at]!;
	const mark = /^ *(`{3,}|~{3,})/.exec(text)?.[1];
	if (!mark) return undefined;
	const end = lines.findIndex((line, index) => index > at && line.text.trimStart().startsWith(mark));
	const body = lines.slice(at + 1, end === -1 ? undefined : end);
	const shown = body.map((line) => line.text.slice(Math.min(indent, line.indent)));
	return { blocks: [{ kind: "literal", line: number, lines: shown }], next: end === -1 ? lines.length : end + 1 };
};

const code: Reader = (lines, at) => {
	if (lines[at]!.indent < 4) return undefined;
	const body = indentedBlock(lines, at, 3);
	const shown = dedent(body).map(({ text }) => text);
	return { blocks: [{ kind: "literal", line: lines[at]!.number, lines: shown }], next: at + body.length };
};

const rule: Reader = (lines, at) =>
	/^ {0,3}([-*_])( *\1){2,}$/.test(lines[at]!.text)
		? { blocks: [{ kind: "rule", line: lines[at]!.number }], next: at + 1 }
		: undefined;

/** A table is kept as it is drawn. */
const table: Reader = (lines, at) => {
	if (!/^\|.*\|$/.test(lines[at]!.text)) return undefined;
	let next = at + 1;
	while (lines[next]?.text.startsWith("|")) next++;
	const shown = lines.slice(at, next).map(({ text }) => text);
	return { blocks: [{ kind: "literal", line: lines[at]!.number, lines: shown }], next };
};

const quote: Reader = (lines, at, depth) => {
	let next = at;
	while (lines[next]?.text.startsWith(">")) next++;
	if (next === at) return undefined;
	const body = lines.slice(at, next).map((line) => cutLeft(line, /^> ?/.exec(line.text)![0].length));
	return { blocks: [{ kind: "quote", line: lines[at]!.number, blocks: parseBlocks(body, depth + 1) }], next };
};

const listItem: Reader = (lines, at, depth) => {
	const line = lines[at]!;
	const match = /^ {0,3}([*+-]|\d+[.)]) +(?=\S)/.exec(line.text);
	if (!match) return undefined;
	const rest = indentedBlock(lines, at + 1, line.indent);
	const below = rest.map((one) => cutLeft(one, Math.min(one.indent, match[0].length)));
	const marker = /^[*+-]$/.test(match[1]!) ? "•" : match[1]!;
	const item = { marker, blocks: parseBlocks([cutLeft(line, match[0].length), ...below], depth + 1) };
	return { blocks: [{ kind: "list", line: line.number, items: [item] }], next: at + 1 + rest.length };
};

const READERS: readonly Reader[] = [heading, fence, rule, listItem, code, table, quote];

function paragraph(lines: readonly SourceLine[], at: number): Parsed {
	let next = at + 1;
	while (next < lines.length && lines[next]!.text !== "" && !interrupts(lines, next)) next++;
	const text = lines.slice(at, next).map((line) => line.text.trim());
	return { blocks: [{ kind: "paragraph", line: lines[at]!.number, spans: markdownInline(text.join(" ")) }], next };
}

const interrupts = (lines: readonly SourceLine[], at: number) =>
	[heading, fence, rule, listItem, quote].some((reader) => reader(lines, at, DEEPEST) !== undefined);
