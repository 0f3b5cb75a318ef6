import type { Catalogue, Element } from "../element/element.js";

/** The elements that `element` depends on, directly or through others, as far as they exist; sorted by name, without it. */
export function closureOf(element: Element, { elements }: Pick<Catalogue, "elements">): Element[] {
	const found = new Map<string, Element>([[element.name, element]]);
	// A Map grows while it is walked.
	for (const one of found.values()) {
		for (const dep of one.deps) {
			const next = elements.get(dep);
			if (next && !found.has(dep)) found.set(dep, next);
		}
	}
	found.delete(element.name);
	return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
