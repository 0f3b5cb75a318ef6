import type { Dependants } from "../../core/explore/dependants.js";
import type { DependencyNode } from "../../core/explore/dependency-tree.js";
import { treeRows } from "../../core/text/tree-rows.js";
import type { StyledPiece } from "../kit/components/styled-line.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { EMPTY, piece, row, type ViewRow } from "./view-row.js";

/** What an element pulls in; every other name leads to its own place. */
export function dependencyRows(root: DependencyNode, isFolded: (path: string) => boolean): ViewRow[] {
	if (root.children.length === 0) return [row(piece(`${root.name} depends on nothing.`, "dim"))];
	return nodeRows(root.name, [root], isFolded);
}

/** Who needs an element, by its own name and by the names it provides. */
export function dependantRows(
	root: DependencyNode,
	provided: readonly DependencyNode[],
	{ direct, transitive }: Dependants,
	isFolded: (path: string) => boolean,
): ViewRow[] {
	const asked = provided.filter(({ children }) => children.length > 0);
	const count =
		direct.length === 0
			? `No element depends on ${root.name} by its name.`
			: `${direct.length} directly, ${transitive.length} through others`;
	return [
		row(piece(count, "dim")),
		...(direct.length > 0 ? [EMPTY, ...nodeRows(root.name, [root], isFolded)] : []),
		...asked.flatMap((name) => [EMPTY, row(piece(`as ${name.name}`, "dim")), ...nodeRows(root.name, [name], isFolded)]),
	];
}

function nodeRows(self: string, roots: readonly DependencyNode[], isFolded: (path: string) => boolean): ViewRow[] {
	return treeRows(roots, isFolded).map(({ node, guide, path, folded }) => ({
		line: [
			piece(guide, "dim"),
			...(folded ? [piece(`${GLYPHS.folded} `, "code")] : []),
			piece(node.name, styleOf(node)),
			...notes(node, folded).map((note) => piece(`  ${note}`, "dim")),
		],
		...(node.name === self ? {} : { target: { to: "element", name: node.name } }),
		...(node.children.length > 0 ? { branch: { path, folded } } : {}),
	}));
}

function styleOf({ kind, repeated }: DependencyNode): StyledPiece["style"] {
	if (kind === "missing") return "error";
	return repeated ? "dim" : kind === "virtual" ? "code" : "plain";
}

function notes(node: DependencyNode, folded: boolean): string[] {
	const { kind, providers, repeated } = node;
	return [
		...(kind === "missing" ? [`${GLYPHS.failed} nothing has or provides this name`] : []),
		...(providers.length > 0 ? [`provided by ${providers.join(", ")}`] : []),
		...(repeated ? [repeated === "above" ? "see above" : "a cycle"] : []),
		...(folded ? [`${below(node)} below`] : []),
	];
}

function below({ children }: DependencyNode): number {
	return children.reduce((sum, child) => sum + 1 + below(child), 0);
}
