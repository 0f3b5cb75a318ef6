import type { InventoryEntry } from "../layers/inventory.js";

const OPAQUE = "trusted.overlay.opaque";
const REDIRECT = "trusted.overlay.redirect";
const ROOT = "";

/** A place in a tree; `group` names the file that several names are. What did not change is the same node in the next tree. */
export interface Node {
	readonly entry: InventoryEntry;
	readonly group: string;
	/** All names that its file had in its layer, where it had several. */
	readonly names?: string;
	readonly children: ReadonlyMap<string, Node>;
}

/** Layers that say more than is known here what the tree is. */
class UnknownLayer extends Error {}

/**
 * The tree that an overlay of layers shows, the lowest first, as one inventory: by path, with times of whole seconds as mkfs writes
 * them. Sockets, which no file system of an image gets, are left out. Throws UnknownLayer.
 */
export function mergeLayers(layers: readonly (readonly InventoryEntry[])[]): InventoryEntry[] {
	let tree: Node | undefined;
	for (const [index, layer] of layers.entries()) tree = withLayer(tree, layer, index);
	const entries: { readonly entry: InventoryEntry; readonly group: string }[] = [];
	if (tree) list(tree, ROOT, entries);
	return withLinks(entries);
}

/** What is seen where a layer, the one of this number, lies on a tree. Throws UnknownLayer. */
export function withLayer(tree: Node | undefined, layer: readonly InventoryEntry[], index: number): Node | undefined {
	const upper = asTree(layer, index);
	return upper && merged(upper, tree, undefined, tree);
}

/** The layer's own tree. The content of a file with several names is told of the first alone. */
function asTree(layer: readonly InventoryEntry[], index: number): Node | undefined {
	const whole = new Map(layer.map((entry) => [entry.path, entry]));
	const links = new Map<string, string[]>();
	for (const { path, sameAs } of layer) {
		if (sameAs !== undefined) links.set(sameAs, [...(links.get(sameAs) ?? [sameAs]), path]);
	}
	const nodes = new Map<string, Node & { readonly children: Map<string, Node> }>();
	for (const entry of [...layer].sort((one, other) => (one.path < other.path ? -1 : 1))) {
		const { sameAs, ...own } = entry;
		const { content } = whole.get(sameAs ?? entry.path) as InventoryEntry;
		const names = links
			.get(sameAs ?? entry.path)
			?.sort()
			.join("\0");
		const node = {
			entry: { ...own, ...(content === undefined ? {} : { content }) },
			group: `${index} ${sameAs ?? entry.path}`,
			...(names === undefined ? {} : { names }),
			children: new Map<string, Node>(),
		};
		nodes.set(entry.path, node);
		if (entry.path !== ROOT) nodes.get(parentOf(entry.path))?.children.set(nameOf(entry.path), node);
	}
	return nodes.get(ROOT);
}

/** What is seen where `upper` lies on `below`; `beside` is the folder below in which a renamed folder had its old name. */
function merged(upper: Node, below: Node | undefined, beside: Node | undefined, root: Node | undefined): Node {
	const isFolder = upper.entry.kind === "d";
	const { [OPAQUE]: opaque, [REDIRECT]: redirect, ...attributes } = upper.entry.attributes ?? {};
	const noted = Object.keys(isFolder ? attributes : (upper.entry.attributes ?? {}));
	const strange = noted.find((name) => name.startsWith("trusted.overlay."));
	if (strange !== undefined) throw new UnknownLayer(`the overlay notes ${strange} of /${upper.entry.path}`);
	if (!isFolder) return upper;
	const found = opaque === undefined ? (redirect === undefined ? below : origin(redirect, beside, root)) : undefined;
	const base = found?.entry.kind === "d" ? found : undefined;
	const children = new Map(base?.children);
	for (const [name, child] of upper.children) {
		if (isWhiteout(child.entry)) children.delete(name);
		else children.set(name, merged(child, base?.children.get(name), base, root));
	}
	return { entry: { ...upper.entry, attributes }, group: upper.group, children };
}

/** Where a renamed folder was in the layers below: a path from the top, or a name in the same folder. */
function origin(redirect: string, beside: Node | undefined, root: Node | undefined): Node | undefined {
	const path = Buffer.from(redirect, "hex").toString("latin1");
	if (!path.startsWith("/")) return beside?.children.get(path);
	return path
		.split("/")
		.filter(Boolean)
		.reduce<Node | undefined>((node, name) => node?.children.get(name), root);
}

const isWhiteout = ({ kind, device }: InventoryEntry) => kind === "c" && device === 0;

function list(
	{ entry, group, children }: Node,
	path: string,
	into: { readonly entry: InventoryEntry; readonly group: string }[],
): void {
	if (entry.kind === "s") return;
	into.push({ entry: { ...entry, path, mtime: seconds(entry.mtime) }, group });
	for (const [name, child] of children) list(child, path === ROOT ? name : `${path}/${name}`, into);
}

/** Digits of nanoseconds, the part below a second cut off. */
const seconds = (mtime: string) => String((BigInt(mtime) / 1_000_000_000n) * 1_000_000_000n);

/** Says of the later names of a file which one is the first that is left. */
function withLinks(entries: readonly { readonly entry: InventoryEntry; readonly group: string }[]): InventoryEntry[] {
	const first = new Map<string, string>();
	return [...entries]
		.sort(({ entry: one }, { entry: other }) => (one.path < other.path ? -1 : 1))
		.map(({ entry, group }) => {
			if (entry.kind === "d") return entry;
			const sameAs = first.get(group);
			if (sameAs === undefined) first.set(group, entry.path);
			return sameAs === undefined ? entry : { ...entry, sameAs };
		});
}

/** The folder of a path of an inventory. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
