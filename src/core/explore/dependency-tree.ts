import type { Catalogue } from "../element/element.js";
import { type CatalogueIndex, indexCatalogue, kindOf, type NameKind } from "./catalogue-index.js";

/** One name in a tree of dependencies, or of dependants. */
export interface DependencyNode {
	readonly name: string;
	readonly kind: NameKind;
	/** Elements whose `element-provides` lists the name, sorted. */
	readonly providers: readonly string[];
	/** Why the children are left out here: they stand further up in the tree, or the name is its own ancestor. */
	readonly repeated?: "above" | "cycle";
	readonly children: readonly DependencyNode[];
}

type Elements = Pick<Catalogue, "elements">;

/** What `name` pulls in, as its `element-deps` say: nothing is resolved, so that every wish stays visible. */
export function dependencyTree(name: string, catalogue: Elements, index = indexCatalogue(catalogue)): DependencyNode {
	return grow(name, catalogue, index, (of) => [...(catalogue.elements.get(of)?.deps ?? [])].sort());
}

/** Who needs `name`, directly and through others: the tree upside down. */
export function dependantTree(name: string, catalogue: Elements, index = indexCatalogue(catalogue)): DependencyNode {
	return grow(name, catalogue, index, (of) => index.dependants.get(of) ?? []);
}

/** A tree as lines of text with guides, the root first. */
export function treeLines(root: DependencyNode): string[] {
	const lines: string[] = [];
	const add = (node: DependencyNode, head: string, tail: string) => {
		lines.push(`${head}${node.name}${note(node)}`);
		for (const [position, child] of node.children.entries()) {
			const last = position === node.children.length - 1;
			add(child, `${tail}${last ? "└─ " : "├─ "}`, `${tail}${last ? "   " : "│  "}`);
		}
	};
	add(root, "", "");
	return lines;
}

function grow(
	root: string,
	catalogue: Elements,
	index: CatalogueIndex,
	childrenOf: (name: string) => readonly string[],
): DependencyNode {
	const shown = new Set<string>();
	const ancestors = new Set<string>();
	const node = (name: string): DependencyNode => {
		const wanted = childrenOf(name);
		const repeated = ancestors.has(name) ? "cycle" : shown.has(name) && wanted.length > 0 ? "above" : undefined;
		const known = { name, kind: kindOf(name, catalogue, index), providers: index.providers.get(name) ?? [] };
		if (repeated) return { ...known, repeated, children: [] };
		shown.add(name);
		ancestors.add(name);
		const children = wanted.map(node);
		ancestors.delete(name);
		return { ...known, children };
	};
	return node(root);
}

function note({ kind, providers, repeated }: DependencyNode): string {
	const notes = [
		...(kind === "missing" ? ["no element has or provides this name"] : []),
		...(providers.length > 0 ? [`provided by ${providers.join(", ")}`] : []),
		...(repeated ? [repeated === "above" ? "see above" : "a cycle"] : []),
	];
	return notes.length > 0 ? ` (${notes.join("; ")})` : "";
}
