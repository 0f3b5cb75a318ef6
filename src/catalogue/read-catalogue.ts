import { basename } from "node:path";
import type { Catalogue, Element, Shadowing } from "../core/element.js";
import { collectionEntries } from "./collection.js";
import { readElement } from "./read-element.js";

/**
 * Reads every element on the elements path (contract §4.1, §4.2). Entries may be relative to `cwd` and keep the text
 * they were given with. The earlier entry wins a name; every one it hides is noted in `shadowed`, in the order DIB
 * reports them. Throws UserError `elements-path` for an entry that is no directory and `element-unreadable` for a
 * broken `element-deps` or `element-provides`; a broken `element.yaml` only becomes a problem.
 */
export async function readCatalogue(elementsPath: readonly string[], cwd: string): Promise<Catalogue> {
	const elements = new Map<string, Element>();
	const shadowed: Shadowing[] = [];
	const problems = new Map<string, Catalogue["problems"][number]>();
	for (const collection of [...elementsPath].reverse()) {
		for (const path of collectionEntries(collection, cwd)) {
			const name = basename(path);
			const { element, problem } = readElement(name, path, collection);
			const hidden = elements.get(name);
			if (hidden) shadowed.push({ name, winner: path, loser: hidden.path });
			elements.set(name, element);
			if (problem) problems.set(name, problem);
			else problems.delete(name);
		}
	}
	return { path: [...elementsPath], elements, shadowed, problems: [...problems.values()] };
}
