import type { Element } from "../../core/element/element.js";
import type { ListedRun } from "../../core/run/listed-run.js";
import type { Route } from "../app/router.js";
import { NAMED_SCREENS } from "../app/screens.js";
import type { ListedProfile } from "../services/profiles.js";
import { STEPS } from "../wizard/steps.js";

/** A place that the palette leads to. */
export type Target =
	| { readonly kind: "screen"; readonly route: Route }
	| { readonly kind: "step"; readonly step: string }
	| { readonly kind: "profile" | "run" | "element" | "variable"; readonly name: string };

export interface PaletteEntry {
	readonly target: Target;
	readonly label: string;
	/** What it is, dim behind it. */
	readonly detail: string;
}

export interface PaletteInput {
	readonly profiles: readonly Pick<ListedProfile, "name" | "title">[];
	readonly runs: readonly Pick<ListedRun, "id" | "image" | "state">[];
	readonly elements: readonly Pick<Element, "name" | "meta">[];
}

/** Every place, screens and steps first. */
export function paletteEntries({ profiles, runs, elements }: PaletteInput): PaletteEntry[] {
	const variables = new Map<string, string>();
	for (const { name: element, meta } of elements) {
		for (const name of Object.keys(meta?.variables ?? {})) if (!variables.has(name)) variables.set(name, element);
	}
	const named = (kind: "profile" | "run" | "element" | "variable", name: string, detail: string): PaletteEntry => ({
		...{ target: { kind, name }, label: name, detail: `${kind}${detail ? `, ${detail}` : ""}` },
	});
	return [
		...NAMED_SCREENS.map(
			({ route, title }): PaletteEntry => ({ target: { kind: "screen", route }, label: title, detail: "screen" }),
		),
		...STEPS.map(
			({ id, title }): PaletteEntry => ({ target: { kind: "step", step: id }, label: title, detail: "step" }),
		),
		...profiles.map(({ name, title = "" }) => named("profile", name, title)),
		...runs.map(({ id, image, state }) => named("run", id, `${image}, ${state}`)),
		...elements.map(({ name, meta }) => named("element", name, meta?.title ?? "")),
		...[...variables].sort().map(([name, element]) => named("variable", name, `of ${element}`)),
	];
}

/** The entries that a text finds, the best first; all while there is none. */
export function findEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === "") return entries;
	return entries
		.flatMap((entry) => {
			const rank = rankOf(entry, wanted);
			return rank === undefined ? [] : [{ entry, rank }];
		})
		.sort((a, b) => a.rank - b.rank)
		.map(({ entry }) => entry);
}

/**
 * How near an entry is to a text, 0 the nearest; undefined when they have nothing to do with each other. Names count before
 * what is said about a place, and of a text with several words every one must be found.
 */
function rankOf({ label, detail }: PaletteEntry, wanted: string): number | undefined {
	const [name, about] = [label.toLowerCase(), detail.toLowerCase()];
	if (name === wanted) return 0;
	if (name.startsWith(wanted)) return 1;
	const ranks = wanted.split(/\s+/).map((word) => {
		if (startsAWord(name, word)) return 2;
		if (isInitials(name, word)) return 3;
		if (name.includes(word)) return 4;
		return startsAWord(about, word) ? 5 : Number.POSITIVE_INFINITY;
	});
	const worst = Math.max(...ranks);
	return Number.isFinite(worst) ? worst : undefined;
}

const isWordStart = (text: string, at: number) =>
	/[\p{L}\p{N}]/u.test(text[at] ?? "") && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");

function startsAWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return true;
	return false;
}

/** Whether the letters of a word are beginnings of a name's words in their order: `dga` and `debga` of `debian-grub-auto`. */
function isInitials(name: string, word: string): boolean {
	let ends: readonly number[] | undefined;
	for (const letter of word) {
		const first = ends === undefined ? -1 : Math.min(...ends);
		const next = [...name].flatMap((one, at) =>
			one === letter && ((at > first && isWordStart(name, at)) || ends?.includes(at - 1)) ? [at] : [],
		);
		if (next.length === 0) return false;
		ends = next;
	}
	return true;
}
