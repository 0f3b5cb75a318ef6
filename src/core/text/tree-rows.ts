/** A node of a tree; names need not be unique in it. */
export interface TreeNode<N> {
	readonly name: string;
	readonly children: readonly N[];
}

/** One line of a tree. */
export interface TreeRow<N> {
	readonly node: N;
	/** What stands before the name: `│  ├─ `; empty for roots. */
	readonly guide: string;
	/** Names from the root down to this node, joined by `/`: tells places of one name apart. */
	readonly path: string;
	/** Its children are there but not shown. */
	readonly folded: boolean;
}

/** The lines of trees from top to bottom, without what lies below folded nodes. */
export function treeRows<N extends TreeNode<N>>(
	roots: readonly N[],
	isFolded: (path: string) => boolean = () => false,
): TreeRow<N>[] {
	const rows: TreeRow<N>[] = [];
	const add = (node: N, above: string, guide: string, indent: string) => {
		const path = above === "" ? node.name : `${above}/${node.name}`;
		const folded = node.children.length > 0 && isFolded(path);
		rows.push({ node, guide, path, folded });
		if (folded) return;
		for (const [index, child] of node.children.entries()) {
			const last = index === node.children.length - 1;
			add(child, path, `${indent}${last ? "└─ " : "├─ "}`, `${indent}${last ? "   " : "│  "}`);
		}
	};
	for (const root of roots) add(root, "", "", "");
	return rows;
}
