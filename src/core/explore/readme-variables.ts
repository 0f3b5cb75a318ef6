import { type Block, type Definition, plainText, type Span } from "../readme/document.js";

/** What a README says about a variable. */
export interface DescribedVariable {
	readonly name: string;
	/** Counts from 1. */
	readonly line: number;
	/** Present where the README defines the variable rather than mentions it. */
	readonly meaning?: string;
	/** Of a `:Default:` field, where it is a value and no explanation. */
	readonly default?: string;
}

const NAME = /\b(?:DIB_[A-Za-z0-9_]*[A-Za-z0-9]|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/;
const ONLY_NAMES = new RegExp(
	`^(?:export )?${NAME.source}(?:(?:,|,? or|,? and) ${NAME.source})*(?:=\\S*)?:?(?: \\(.*\\))?$`,
);

/**
 * The variables that a README defines: in definition lists, as `* NAME sets …` and under titles that are names, as well
 * as DIB_* names that it only mentions. The first definition of a name wins.
 */
export function describedVariables(blocks: readonly Block[]): DescribedVariable[] {
	const found = new Map<string, DescribedVariable>();
	const note = (one: DescribedVariable) => {
		const known = found.get(one.name);
		if (!known || (!known.meaning && one.meaning)) found.set(one.name, one);
	};
	visit(blocks, note);
	return [...found.values()];
}

type Note = (one: DescribedVariable) => void;

function visit(blocks: readonly Block[], note: Note): void {
	for (const [index, block] of blocks.entries()) {
		switch (block.kind) {
			case "definitions":
				for (const item of block.items) {
					defined(item.line, item.term, () => fromDefinition(item), note);
					visit(item.blocks, note);
				}
				break;
			case "heading":
				defined(block.line, block.spans, () => ({ meaning: firstText(blocks.slice(index + 1, index + 2)) }), note);
				break;
			case "list":
				for (const { blocks: content } of block.items) {
					const first = content[0];
					if (first?.kind === "paragraph") bullet(first.line, first.spans, note);
					visit(content, note);
				}
				break;
			case "paragraph":
				mentioned(block.line, plainText(block.spans), note);
				break;
			case "literal":
				for (const [offset, line] of block.lines.entries()) mentioned(block.line + offset, line, note);
				break;
			case "quote":
			case "note":
				visit(block.blocks, note);
		}
	}
}

function defined(
	line: number,
	term: readonly Span[],
	what: () => Omit<DescribedVariable, "name" | "line">,
	note: Note,
) {
	const text = plainText(term).trim();
	if (!ONLY_NAMES.test(text)) return;
	const said = Object.fromEntries(Object.entries(what()).filter(([, value]) => value));
	for (const name of namesIn(text.replace(/[=(].*/, ""))) note({ name, line, ...said });
}

/** `* NAME sets the timeout.` and `* NAME: the timeout.` */
function bullet(line: number, spans: readonly Span[], note: Note): void {
	const text = oneLine(spans);
	const name = new RegExp(`^${NAME.source}`).exec(text)?.[0];
	if (name && /^(?: *[:=-]| [a-z]| \()/.test(text.slice(name.length))) {
		note({
			name,
			line,
			meaning:
				text
					.slice(name.length)
					.replace(/^ *[:-] */, "")
					.trim() || undefined,
		});
	}
}

function mentioned(line: number, text: string, note: Note): void {
	for (const name of namesIn(text)) if (name.startsWith("DIB_")) note({ name, line });
}

/** `DIB_REPOREF_<name>` stands for many. */
function namesIn(text: string): string[] {
	return [...text.matchAll(new RegExp(`(?<![\\w/-])${NAME.source}(?!_?[<{$*])`, "g"))].map(([name]) => name);
}

function fromDefinition({ blocks }: Definition): Omit<DescribedVariable, "name" | "line"> {
	const fields = new Map(
		blocks
			.flatMap((block) => (block.kind === "definitions" ? block.items : []))
			.map((item) => [plainText(item.term).toLowerCase(), firstText(item.blocks)]),
	);
	const given = fields.get("default");
	const isValue = given && !/^(none|no|unset|empty|not set)\.?$/i.test(given) && !/ \w+ /.test(given);
	return { meaning: fields.get("description") ?? firstText(blocks), ...(isValue ? { default: given } : {}) };
}

function firstText(blocks: readonly Block[]): string | undefined {
	const first = blocks[0];
	return first?.kind === "paragraph" ? oneLine(first.spans) : undefined;
}

function oneLine(spans: readonly Span[]): string {
	return plainText(spans).replace(/\s+/g, " ").trim();
}
