import type { Catalogue } from "../element/element.js";
import { indexCatalogue } from "./catalogue-index.js";

/** Who needs an element. */
export interface Dependants {
	/** Elements that list it in `element-deps`, sorted. */
	readonly direct: readonly string[];
	/** Elements that need it through others, nearest first, with the shortest way down to it (both ends left out). */
	readonly transitive: readonly { readonly name: string; readonly through: readonly string[] }[];
	/** Names it provides that are asked for, with the elements that ask. */
	readonly provided: readonly { readonly name: string; readonly neededBy: readonly string[] }[];
}

/** Who needs `name`, an element or a virtual name. */
export function dependantsOf(
	name: string,
	catalogue: Pick<Catalogue, "elements">,
	index = indexCatalogue(catalogue),
): Dependants {
	const direct = index.dependants.get(name) ?? [];
	const ways = new Map<string, readonly string[]>(direct.map((dependant) => [dependant, []]));
	// A Map grows while it is walked: that makes this a breadth-first search.
	for (const [below, way] of ways) {
		for (const dependant of index.dependants.get(below) ?? []) {
			if (dependant !== name && !ways.has(dependant)) ways.set(dependant, [below, ...way]);
		}
	}
	const provides = catalogue.elements.get(name)?.provides ?? [];
	return {
		direct,
		transitive: [...ways]
			.filter(([, way]) => way.length > 0)
			.map(([dependant, through]) => ({ name: dependant, through })),
		provided: provides
			.map((provided) => ({ name: provided, neededBy: index.dependants.get(provided) ?? [] }))
			.filter(({ neededBy }) => neededBy.length > 0),
	};
}
