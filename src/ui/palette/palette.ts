import { Fzf } from "fzf";
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

/** The entries that a text finds, the best first; all while there is none. Kind and title are found too, but count less. */
export function findEntries(entries: readonly PaletteEntry[], text: string): readonly PaletteEntry[] {
	const wanted = text.trim();
	if (wanted === "") return entries;
	const fuzzy: { find(word: string): { item: PaletteEntry }[] } = new Fzf([...entries], {
		selector: ({ label, detail }: PaletteEntry) => `${label} ${detail}`,
		casing: "case-insensitive",
	});
	const rank = ({ label }: PaletteEntry) => {
		const [name, word] = [label.toLowerCase(), wanted.toLowerCase()];
		return name === word ? 0 : name.startsWith(word) ? 1 : name.includes(word) ? 2 : 3;
	};
	return fuzzy
		.find(wanted)
		.map(({ item }) => item)
		.map((item, place) => ({ item, place, at: rank(item) }))
		.sort((a, b) => a.at - b.at || a.place - b.place)
		.map(({ item }) => item);
}
