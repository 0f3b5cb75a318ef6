import type { Exclusion, Resolution, SelectedElement } from "./resolution.js";

/** One place of a name in the tree of a resolution. */
export interface ResolutionNode {
	readonly name: string;
	/** Set when it is part of the image. */
	readonly selected?: SelectedElement;
	/** Set when another element stands in for it. */
	readonly exclusion?: Exclusion;
	/** Its children are shown further up. */
	readonly repeated: boolean;
	/** Its dependencies; of an excluded one what it pulled in before it was excluded (Q15). */
	readonly children: readonly ResolutionNode[];
}

/**
 * Who pulled what in: what was asked for with the rules' additions as roots, dependencies below. An element's own
 * dependencies are shown at its first place only.
 */
export function resolutionTree(resolution: Resolution): ResolutionNode[] {
	const selected = new Map(resolution.selected.map((element) => [element.name, element]));
	const excluded = new Map(resolution.excluded.map((exclusion) => [exclusion.name, exclusion]));
	const shown = new Set<string>();
	const grow = (name: string): ResolutionNode => {
		const element = selected.get(name);
		const exclusion = excluded.get(name);
		const below = element ? [...element.deps].sort() : pulledInBy(name, resolution);
		const repeated = shown.has(name) && below.length > 0;
		shown.add(name);
		return {
			name,
			...(element ? { selected: element } : {}),
			...(exclusion ? { exclusion } : {}),
			repeated,
			children: repeated ? [] : below.map(grow),
		};
	};
	return [...new Set(resolution.requested)].map(grow);
}

/** Selected elements that came in through `name`: for an excluded one, what stays of its dependencies (Q15). */
export function pulledInBy(name: string, { selected }: Resolution): string[] {
	const cameThrough = ({ reason }: SelectedElement) => reason.kind === "dependency" && reason.chain.at(-1) === name;
	return selected.filter(cameThrough).map((element) => element.name);
}
