import { basename } from "node:path";
import type { Catalogue, Element, Shadowing } from "../core/element/element.js";
import { type ElementSource, sourceLabel } from "../core/element/source.js";
import { UserError } from "../core/errors.js";
import { collectionEntries } from "./collection.js";
import { type ReadElement, readElement } from "./read-element.js";

/**
 * Reads every element on the elements path (contract §4.1, §4.2). Entries may be relative to `cwd` and keep the text
 * they were given with. The earlier entry wins a name; every one it hides is noted in `shadowed`, in the order DIB
 * reports them. Throws UserError `elements-path` for an entry that is not a directory and `element-unreadable` for a
 * broken `element-deps` or `element-provides`; a broken `element.yaml` only becomes a problem. Of a source, whose files
 * nobody here has written, one that cannot be read is left out, and is a problem too.
 */
export async function readCatalogue(
	elementsPath: readonly string[],
	cwd: string,
	sources: readonly ElementSource[] = [],
): Promise<Catalogue> {
	const elements = new Map<string, Element>();
	const shadowed: Shadowing[] = [];
	const problems = new Map<string, ReadElement["problem"]>();
	for (const collection of [...elementsPath].reverse()) {
		const source = sources.find(({ folders }) => folders.includes(collection));
		const entries = collectionEntries(collection, cwd);
		for (const problem of entries.problems) problems.set(problem.element, () => problem);
		for (const path of entries.paths) {
			const name = basename(path);
			const hidden = elements.get(name);
			if (hidden) shadowed.push({ name, winner: path, loser: hidden.path });
			const { element, problem } = readPart(name, path, collection, source);
			if (element) elements.set(name, element);
			else elements.delete(name);
			problems.set(name, problem);
		}
	}
	return {
		...{ path: [...elementsPath], elements, shadowed, sources },
		get problems() {
			return [...problems.values()].flatMap((problem) => problem() ?? []);
		},
	};
}

/** An element that cannot be read must not give way in silence to another one of its name. */
function readPart(
	name: string,
	path: string,
	collection: string,
	source: ElementSource | undefined,
): Omit<ReadElement, "element"> & Partial<ReadElement> {
	if (!source) return readElement(name, path, collection);
	try {
		const { element, problem } = readElement(name, path, collection);
		return { element: { ...element, source: sourceLabel(source) }, problem };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const problem = { element: name, message: error.message, place: error.place ?? { file: path } };
		return { problem: () => problem };
	}
}
