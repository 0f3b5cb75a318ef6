import { type Block, type Definition, type ListItem, plainText } from "./document.js";
import { rstInline } from "./inline.js";
import { simpleTable } from "./simple-table.js";
import { cutLeft, dedent, indentedBlock, type SourceLine, sourceLines } from "./source-lines.js";

/** What was read, and the index of the first line after it. */
interface Parsed {
	readonly blocks: readonly Block[];
	readonly next: number;
}
/** Reads one kind of block at a line, if there is one. */
type Reader = (lines: readonly SourceLine[], at: number, context: Context) => Parsed | undefined;

interface Context {
	/** Title styles in the order they appear: the first one is the highest. */
	readonly levels: string[];
	/** How many blocks this one lies in. */
	readonly depth: number;
}
/** Deeper text is no README any more: it is kept as it is. */
const DEEPEST = 20;

/**
 * Reads the part of reStructuredText that READMEs of elements use: titles, paragraphs, lists, definitions, fields,
 * literal blocks, notes, tables (kept as they are). What it does not know stays visible as text; it never fails.
 */
export function parseRst(text: string): Block[] {
	return parseBlocks(sourceLines(text), { levels: [], depth: 0 });
}

function parseBlocks(lines: readonly SourceLine[], context: Context): Block[] {
	if (context.depth > DEEPEST) return lines.some(({ text }) => text !== "") ? [literal(lines)] : [];
	const blocks: Block[] = [];
	for (let at = 0; at < lines.length; ) {
		if (lines[at]!.text === "") {
			at++;
			continue;
		}
		const read = READERS.map((reader) => reader(lines, at, context)).find((parsed) => parsed !== undefined);
		const { blocks: found, next } = read ?? paragraph(lines, at, context);
		blocks.push(...found);
		at = next;
	}
	return joinLists(blocks);
}

const inner = ({ levels, depth }: Context): Context => ({ levels, depth: depth + 1 });

const ADORNMENT = /^([!-/:-@[-`{-~])\1+$/;

const title: Reader = (lines, at, context) => {
	const [first, second, third] = lines.slice(at, at + 3).map(({ text }) => text);
	const over = ADORNMENT.test(first!) && third === first && second !== "" && first!.length >= second!.trim().length;
	if (over) return heading(lines[at + 1]!, `${first![0]}over`, context, at + 3);
	if (lines[at]!.indent === 0 && second && ADORNMENT.test(second) && second.length >= Math.min(3, first!.length)) {
		return ADORNMENT.test(first!) ? undefined : heading(lines[at]!, second[0]!, context, at + 2);
	}
	// Markdown's titles are common in READMEs that are otherwise reStructuredText.
	const marked = /^(#{1,6}) (.+)$/.exec(first!);
	return marked
		? heading(cutLeft(lines[at]!, marked[1]!.length + 1), "#".repeat(marked[1]!.length), context, at + 1)
		: undefined;
};

function heading({ text, number }: SourceLine, style: string, { levels }: Context, next: number): Parsed {
	if (!levels.includes(style)) levels.push(style);
	return {
		blocks: [{ kind: "heading", line: number, level: levels.indexOf(style) + 1, spans: rstInline(text.trim()) }],
		next,
	};
}

const rule: Reader = (lines, at) =>
	ADORNMENT.test(lines[at]!.text) && lines[at]!.text.length >= 4
		? { blocks: [{ kind: "rule", line: lines[at]!.number }], next: at + 1 }
		: undefined;

/** Line blocks and grid tables: their own layout is the best one. */
const asDrawn: Reader = (lines, at) => {
	const { text } = lines[at]!;
	const isLineBlock = text.startsWith("| ");
	if (!isLineBlock && !/^\+[-=+]{2,}\+$/.test(text)) return undefined;
	let next = at + 1;
	while ((lines[next]?.text ?? "") !== "") next++;
	const shown = lines.slice(at, next);
	const drawn = isLineBlock ? shown.map(({ text }) => plainText(rstInline(text.replace(/^\| ?/, "")))) : undefined;
	return { blocks: [drawn ? { kind: "literal", line: shown[0]!.number, lines: drawn } : literal(shown)], next };
};

const table: Reader = (lines, at) => {
	const parsed = simpleTable(lines, at);
	return parsed && { blocks: [parsed.block], next: parsed.next };
};

const ADMONITIONS = /^(note|warning|tip|hint|important|caution|danger|attention|error|admonition|seealso)$/;
const CODE = /^(code|code-block|sourcecode|literalinclude|parsed-literal|highlight)$/;

/** `.. name:: argument` with its body, comments and link targets. */
const directive: Reader = (lines, at, context) => {
	const line = lines[at]!;
	if (!/^\.\.( |$)/.test(line.text)) return undefined;
	const body = indentedBlock(lines, at + 1, line.indent);
	const next = at + 1 + body.length;
	const [, name = "", argument = ""] = /^\.\. ([\w-]+)::\s*(.*)$/.exec(line.text) ?? [];
	const options = body.findIndex(({ text }) => text !== "" && !/^ *:[\w-]+:/.test(text));
	if (CODE.test(name)) return { blocks: options < 0 ? [] : [literal(body.slice(options))], next };
	if (ADMONITIONS.test(name)) {
		const first = argument ? [{ text: argument, number: line.number, indent: 0 }] : [];
		const rest = body.length > 0 ? dedent(body) : [];
		const blocks = parseBlocks([...first, ...rest], inner(context));
		return {
			blocks: [{ kind: "note", line: line.number, title: name[0]!.toUpperCase() + name.slice(1), blocks }],
			next,
		};
	}
	if (name === "image" || name === "figure") {
		return {
			blocks: [{ kind: "paragraph", line: line.number, spans: [{ text: `[image: ${argument}]`, style: "dim" }] }],
			next,
		};
	}
	return { blocks: [], next };
};

const listItem: Reader = (lines, at, context) => {
	const line = lines[at]!;
	const match = /^([*+•-]|(?:\d+|#)[.)]) +(?=\S)/.exec(line.text);
	if (!match) return undefined;
	const body = [cutLeft(line, match[0].length), ...indentedBlock(lines, at + 1, 0)];
	const rest = body.slice(1);
	const aligned = rest.length > 0 ? dedent(rest) : [];
	const marker = /^[*+•-]$/.test(match[1]!) ? "•" : match[1]!;
	const item: ListItem = { marker, blocks: parseBlocks([body[0]!, ...aligned], inner(context)) };
	return { blocks: [{ kind: "list", line: line.number, items: [item] }], next: at + body.length };
};

const field: Reader = (lines, at, context) => {
	const line = lines[at]!;
	const match = /^:([^:`\s][^:`]*):(?: +|$)/.exec(line.text);
	if (!match) return undefined;
	const rest = indentedBlock(lines, at + 1, line.indent);
	const first = cutLeft(line, match[0].length);
	const body = [...(first.text ? [first] : []), ...(rest.length > 0 ? dedent(rest) : [])];
	const term = rstInline(match[1]!);
	return definition(
		{ line: line.number, term, field: true, blocks: parseBlocks(body, inner(context)) },
		at + 1 + rest.length,
	);
};

const quote: Reader = (lines, at, context) => {
	if (lines[at]!.indent === 0) return undefined;
	const body = indentedBlock(lines, at, 0);
	return {
		blocks: [{ kind: "quote", line: lines[at]!.number, blocks: parseBlocks(dedent(body), inner(context)) }],
		next: at + body.length,
	};
};

const term: Reader = (lines, at, context) => {
	const [line, below] = [lines[at]!, lines[at + 1]];
	if (!below || below.text === "" || below.indent === 0 || line.text.endsWith("::")) return undefined;
	const body = indentedBlock(lines, at + 1, 0);
	const blocks = parseBlocks(dedent(body), inner(context));
	return definition({ line: line.number, term: rstInline(line.text), field: false, blocks }, at + 1 + body.length);
};

const READERS: readonly Reader[] = [title, table, asDrawn, rule, directive, listItem, field, quote, term];

function definition(item: Definition, next: number): Parsed {
	return { blocks: [{ kind: "definitions", line: item.line, items: [item] }], next };
}

/** Lines up to a blank one; a `::` at its end makes a literal block of what is indented below. */
function paragraph(lines: readonly SourceLine[], at: number, context: Context): Parsed {
	let next = at + 1;
	while (next < lines.length && continues(lines, next, context)) next++;
	const text = lines
		.slice(at, next)
		.map((line) => line.text.trim())
		.join(" ");
	const shown = text === "::" ? "" : text.replace(/ ::$|:(:)$/, "$1");
	const blocks: Block[] = shown ? [{ kind: "paragraph", line: lines[at]!.number, spans: rstInline(shown) }] : [];
	if (!text.endsWith("::")) return { blocks, next };
	const body = indentedBlock(lines, next, 0);
	return { blocks: body.length > 0 ? [...blocks, literal(body)] : blocks, next: next + body.length };
}

function continues(lines: readonly SourceLine[], at: number, context: Context): boolean {
	const { text, indent } = lines[at]!;
	if (text === "" || (indent > 0 && lines[at - 1]!.text.endsWith("::"))) return false;
	return !title(lines, at, { ...context, levels: [...context.levels] }) && !/^([*-] |#{2,6} |\.\. )/.test(text);
}

function literal(lines: readonly SourceLine[]): Block {
	const start = lines.findIndex(({ text }) => text !== "");
	const shown = dedent(lines.slice(Math.max(start, 0)));
	return { kind: "literal", line: shown[0]!.number, lines: shown.map(({ text }) => text) };
}

/** Items that follow each other are one list. */
function joinLists(blocks: readonly Block[]): Block[] {
	const joined: Block[] = [];
	for (const block of blocks) {
		const last = joined.at(-1);
		if (block.kind === "list" && last?.kind === "list") {
			joined[joined.length - 1] = { ...last, items: [...last.items, ...block.items] };
		} else if (block.kind === "definitions" && last?.kind === "definitions") {
			joined[joined.length - 1] = { ...last, items: [...last.items, ...block.items] };
		} else joined.push(block);
	}
	return joined;
}
