import { Fzf } from "fzf";
import type { ElementCategory } from "../../../core/element/element.js";
import { byCategory, type ElementSummary } from "../../../core/explore/element-summary.js";
import { filterWords, passes } from "../../../core/text/filter-words.js";
import { screenLine } from "../../../core/text/terminal-text.js";

/** One line of the list of elements. */
export type ElementRow =
	| { readonly kind: "heading"; readonly category: ElementCategory; readonly count: number }
	| {
			readonly kind: "element";
			readonly element: ElementSummary;
			/** Safe to show; the positions count in it. */
			readonly label: string;
			readonly positions: ReadonlySet<number>;
	  };

/** The rows that are elements. */
export const elementsOf = (rows: readonly ElementRow[]): Found[] => rows.filter((row) => row.kind === "element");

type Found = Extract<ElementRow, { kind: "element" }>;

const NOWHERE: ReadonlySet<number> = new Set();

/** An element with what a filter looks at besides its name. */
type Searched = Found & { readonly text: string };

/** What fzf finds of one word; its own types cannot be read by today's resolution of modules. */
interface Hit {
	readonly item: Searched;
	readonly score: number;
	readonly positions: ReadonlySet<number>;
}

/**
 * Prepares elements for being filtered while a user types. Names match fuzzily, titles, categories and provided names
 * where they hold the word; `!word` leaves out what holds it. All words count. Rows are grouped by category; with a
 * filter, what fits best stands first. The last answer is kept: the same question gives the same array.
 */
export function elementFinder(summaries: readonly ElementSummary[]): (query: string) => ElementRow[] {
	const all = summaries.map((element): Searched => {
		const label = screenLine(element.name);
		const text = [label, element.title, element.category, ...element.provides].join(" ").toLowerCase();
		return { kind: "element", element, label, positions: NOWHERE, text };
	});
	const fuzzy: { find(word: string): Hit[] } = new Fzf(all, {
		selector: ({ label }: Searched) => label,
		casing: "case-insensitive",
	});
	const everything = grouped(all, false);
	return remembered((query) => {
		const { wanted, unwanted } = filterWords(query);
		if (wanted.length === 0 && unwanted.length === 0) return everything;
		const left = all.filter(({ text }) => passes(text, { wanted: [], unwanted }));
		return wanted.length === 0 ? grouped(left, false) : grouped(ranked(left, wanted, fuzzy), true);
	});
}

function remembered<T>(find: (query: string) => T): (query: string) => T {
	let last: { readonly query: string; readonly found: T } | undefined;
	return (query) => {
		if (last?.query !== query) last = { query, found: find(query) };
		return last.found;
	};
}

/** Those whose names hold all words, the best first, then those where another text does. */
function ranked(left: readonly Searched[], words: readonly string[], fuzzy: { find(word: string): Hit[] }): Found[] {
	const hits = words.map((word) => new Map(fuzzy.find(word).map((hit) => [hit.item, hit])));
	const named = left.flatMap((row) => {
		const found = hits.map((byRow) => byRow.get(row));
		if (!found.every((hit) => hit !== undefined)) return [];
		const score = found.reduce((sum, hit) => sum + hit.score, 0);
		return [{ row: { ...row, positions: new Set(found.flatMap((hit) => [...hit.positions])) }, score }];
	});
	const names = new Set(named.map(({ row }) => row.element.name));
	const others = left.filter(
		({ element, text }) => !names.has(element.name) && words.every((word) => text.includes(word)),
	);
	// A short name that fits is meant more often than a long one.
	const best = named.sort((a, b) => b.score - a.score || a.row.label.length - b.row.label.length);
	return [...best.map(({ row }) => row), ...others];
}

/** With `byRank` the groups follow the order in which their first elements come. */
function grouped(found: readonly Found[], byRank: boolean): ElementRow[] {
	const rows = new Map(found.map((row) => [row.element.name, row]));
	const groups = byCategory(found.map(({ element }) => element));
	const rank = new Map<string, number>();
	for (const { element } of found) if (!rank.has(element.category)) rank.set(element.category, rank.size);
	const ordered = byRank
		? [...groups].sort((a, b) => (rank.get(a.category) ?? 0) - (rank.get(b.category) ?? 0))
		: groups;
	return ordered.flatMap(({ category, elements }) => [
		{ kind: "heading" as const, category, count: elements.length },
		...elements.map(({ name }) => rows.get(name) as Found),
	]);
}
