import { relative } from "node:path";
import { createFactsReader } from "../catalogue/lint-facts.js";
import { readCatalogue } from "../catalogue/read-catalogue.js";
import type { SourceProblem } from "../core/element/source.js";
import { DATA_RULES } from "../core/lint/data-rules.js";

/** What is in a collection. */
export interface Inspected {
	/** Sorted. */
	readonly elements: readonly string[];
	readonly problems: readonly SourceProblem[];
}

/**
 * Reads all elements of a collection whose files are in `root`: those that can be used, and what cannot be read in them.
 * `folders` are absolute.
 */
export async function inspectCollection(root: string, folders: readonly string[]): Promise<Inspected> {
	const itself = { name: "collection", version: "now", origin: root, folders };
	const catalogue = await readCatalogue(folders, "/", [itself]);
	const reader = createFactsReader(catalogue);
	const inPlace = (file: string) => (file.startsWith(`${root}/`) ? relative(root, file) : file);
	const metadata = catalogue.problems.map(({ element, message, place }) => ({ element, message, place }));
	const data = [...catalogue.elements.values()].flatMap((element) => {
		const facts = reader.facts(element, new Set());
		const seen = DATA_RULES.flatMap((rule) => rule.check(facts));
		return seen.map(({ message, place }) => ({ element: element.name, message, place }));
	});
	return {
		elements: [...catalogue.elements.keys()].sort(),
		problems: [...metadata, ...data].map(({ element, message, place }) => ({
			element,
			message,
			file: inPlace(place.file),
			...(place.line === undefined ? {} : { line: place.line }),
		})),
	};
}
