import type { Element } from "../element/element.js";
import { snippetOrder } from "../hooks/hook-order.js";
import { hooksOfElements, plannedPhases } from "../hooks/hooks-tree.js";
import type { PlannedHook, PlannedPhase } from "../planning/plan.js";

/** What elements run, in the order it runs. */
export interface ElementHooks {
	/** Environment snippets, sourced before the hooks of every phase, in their order (contract §6.4). */
	readonly snippets: readonly PlannedHook[];
	/** Phases that have entries; the ones that do not run carry the reason. */
	readonly phases: readonly PlannedPhase[];
}

/** The hooks of one element, or of all elements of an image, merged as the engine merges them. */
export function hooksInOrder(elements: readonly Element[]): ElementHooks {
	const tree = hooksOfElements(elements);
	const snippets = tree.directories["environment.d"] ?? {};
	const entries = Object.fromEntries(Object.entries(snippets).map(([name, { entry }]) => [name, entry]));
	return {
		snippets: snippetOrder(entries).sourced.map((name) => {
			const { name: element, path } = snippets[name]!.elements[0]!;
			return { name, element, file: `${path}/environment.d/${name}` };
		}),
		phases: plannedPhases(tree).filter(({ hooks, ignored }) => hooks.length + ignored.length > 0),
	};
}
