import { createHash } from "node:crypto";
import type { Node } from "../kept-image/merge-layers.js";

/** The image's tree as its layers make it. */
export type ImageTree = Node | undefined;

/** What any test of a name tells, wherever in the tree: everything but how long and how old files are, and what they hold. */
export function namesIn(tree: ImageTree): string {
	return tree
		? createHash("sha256")
				.update(`${facts(tree)}\n${namesBelow(tree)}`)
				.digest("hex")
		: "nothing";
}

const KNOWN = new WeakMap<Node, string>();

/** Of a folder, by the same of those in it: after another layer only the folders that it touches are read again. */
function namesBelow(folder: Node): string {
	const known = KNOWN.get(folder);
	if (known !== undefined) return known;
	const hash = createHash("sha256");
	for (const [name, node] of inOrder(folder)) {
		const inside = node.entry.kind === "d" ? namesBelow(node) : "";
		hash.update(`${name}\0${facts(node)}\0${inside}\n`, "latin1");
	}
	const digest = hash.digest("hex");
	KNOWN.set(folder, digest);
	return digest;
}

function facts({ entry, names = "" }: Node): string {
	const { kind, mode, uid, gid, size, device, target = "", attributes = {} } = entry;
	const own = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
	const empty = kind === "f" && size === 0;
	return JSON.stringify([kind, mode, uid, gid, empty, device, target, own, names]);
}

/** What `ls -l` of a folder tells beyond that: how long and how old its files are. Undefined for what is no folder there. */
export function listingOf(folder: Node | undefined): string | undefined {
	if (folder?.entry.kind !== "d") return undefined;
	const hash = createHash("sha256");
	for (const [name, node] of inOrder(folder)) hash.update(`${name}\0${ageOf(node)}\n`, "latin1");
	return hash.digest("hex");
}

/** How long and how old a file is; folders are as old as the last name in them that came or went. */
export const ageOf = ({ entry: { kind, size, mtime } }: Node): string => (kind === "d" ? "" : `${size} ${mtime}`);

const inOrder = ({ children }: Node) => [...children].sort(([one], [other]) => (one < other ? -1 : 1));

/** The node at a path without links, which is below the tree: `etc/hosts`; the tree itself is empty. */
export function nodeAt(tree: ImageTree, path: string): Node | undefined {
	let node = tree;
	for (const name of path.split("/")) if (name !== "") node = node?.children.get(name);
	return node;
}

/** As the kernel allows. */
const MOST_LINKS = 40;

/** The path without links that a path leads to; undefined where nothing is. */
export function realPathIn(tree: ImageTree, path: string): string | undefined {
	let left = MOST_LINKS;
	const todo = path.split("/").reverse();
	const done: string[] = [];
	for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
		if (name === "" || name === ".") continue;
		if (name === "..") {
			done.pop();
			continue;
		}
		const node = nodeAt(tree, [...done, name].join("/"));
		if (!node) return undefined;
		if (node.entry.kind !== "l") {
			done.push(name);
			continue;
		}
		left -= 1;
		if (left < 0) return undefined;
		const target = node.entry.target ?? "";
		if (target.startsWith("/")) done.length = 0;
		todo.push(...target.split("/").reverse());
	}
	return done.join("/");
}
