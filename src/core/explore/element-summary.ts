import {
	type Catalogue,
	type CatalogueProblem,
	ELEMENT_CATEGORIES,
	type Element,
	type ElementCategory,
} from "../element/element.js";
import type { Readme } from "../readme/render.js";
import type { CatalogueIndex } from "./catalogue-index.js";
import { readmeTitle } from "./element-readme.js";

/** One element as a list of the catalogue shows it. */
export interface ElementSummary {
	readonly name: string;
	/** Out of element.yaml, else the first sentence of the README, else empty. */
	readonly title: string;
	readonly category: ElementCategory;
	/** True when title and category are guesses: the element has no `element.yaml`, or a broken one. */
	readonly mined: boolean;
	readonly path: string;
	/** The entry of the elements path it comes from. */
	readonly collection: string;
	/** The source that entry belongs to, with its commit or version. */
	readonly source?: string;
	readonly deps: readonly string[];
	readonly provides: readonly string[];
	readonly neededBy: readonly string[];
	/** Directories of the same name further down the elements path, which it hides; the next one first. */
	readonly hides: readonly string[];
	/** What is wrong with its `element.yaml`. */
	readonly problem?: CatalogueProblem;
}

/** What to show of `element` in a list. */
export function summarise(
	element: Element,
	catalogue: Pick<Catalogue, "shadowed" | "problems">,
	index: CatalogueIndex,
	readme: Readme | undefined,
): ElementSummary {
	const { name, meta, path, collection, source, deps, provides } = element;
	const problem = catalogue.problems.find((one) => one.element === name);
	return {
		name,
		title: meta?.title ?? (readme && readmeTitle(readme)) ?? "",
		category: meta?.category ?? guessCategory(element),
		mined: meta === undefined,
		path,
		collection,
		...(source ? { source } : {}),
		deps,
		provides,
		neededBy: index.dependants.get(name) ?? [],
		hides: hiddenBy(name, catalogue),
		...(problem ? { problem } : {}),
	};
}

/** Directories that the element of this name hides (contract §4.2), the one it replaced last first. */
export function hiddenBy(name: string, { shadowed }: Pick<Catalogue, "shadowed">): string[] {
	return shadowed
		.filter((one) => one.name === name)
		.map(({ loser }) => loser)
		.reverse();
}

/** Summaries by category, in the order of ELEMENT_CATEGORIES; only categories that have elements. */
export function byCategory(
	summaries: readonly ElementSummary[],
): { readonly category: ElementCategory; readonly elements: readonly ElementSummary[] }[] {
	return ELEMENT_CATEGORIES.map((category) => ({
		category,
		elements: summaries.filter((summary) => summary.category === category),
	})).filter(({ elements }) => elements.length > 0);
}

function guessCategory({ name, provides }: Element): ElementCategory {
	if (provides.includes("operating-system")) return "operating-system";
	if (provides.includes("block-device") || name.startsWith("block-device-")) return "block-device";
	if (provides.includes("bootloader")) return "boot";
	return "other";
}
