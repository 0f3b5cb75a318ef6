import type { Catalogue, Element } from "../core/element/element.js";
import { type CatalogueIndex, indexCatalogue } from "../core/explore/catalogue-index.js";
import { type Dependants, dependantsOf } from "../core/explore/dependants.js";
import { type DependencyNode, dependencyTree } from "../core/explore/dependency-tree.js";
import { type ElementHooks, hooksInOrder } from "../core/explore/element-hooks.js";
import { readmeOf } from "../core/explore/element-readme.js";
import { type ElementSummary, summarise } from "../core/explore/element-summary.js";
import { type ElementVariable, elementVariables } from "../core/explore/element-variables.js";
import { type Exclusions, exclusionsOf } from "../core/explore/exclusions.js";
import type { Readme } from "../core/readme/render.js";
import { readElementFiles, readReadme } from "./read-files.js";

/** Everything that can be said about one element without building anything. */
export interface ElementDetails {
	readonly summary: ElementSummary;
	readonly tree: DependencyNode;
	readonly dependants: Dependants;
	readonly exclusions: Exclusions;
	readonly hooks: ElementHooks;
	readonly variables: readonly ElementVariable[];
	readonly readme?: Readme;
}

/** Every element of a catalogue for a list, sorted by name. An element whose directory has vanished has no title. */
export function summariseCatalogue(catalogue: Catalogue, index = indexCatalogue(catalogue)): ElementSummary[] {
	const elements = [...catalogue.elements.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
	return elements.map((element) => summarise(element, catalogue, index, readmeIfThere(element)));
}

/** Reads one element's files and looks at it from all sides. Throws UserError `element-gone`. */
export function describeElement(
	element: Element,
	catalogue: Catalogue,
	index: CatalogueIndex = indexCatalogue(catalogue),
): ElementDetails {
	const files = readElementFiles(element);
	const readme = readmeOf(files);
	return {
		summary: summarise(element, catalogue, index, readme),
		tree: dependencyTree(element.name, catalogue, index),
		dependants: dependantsOf(element.name, catalogue, index),
		exclusions: exclusionsOf(element.name, catalogue, index),
		hooks: hooksInOrder([element]),
		variables: elementVariables(element, files),
		...(readme ? { readme } : {}),
	};
}

/** Titles come from element.yaml where there is one: its README need not be read. */
function readmeIfThere(element: Element): Readme | undefined {
	if (element.meta) return undefined;
	try {
		return readReadme(element);
	} catch {
		return undefined;
	}
}
