import type { Node } from "../kept-image/merge-layers.js";
import { ageOf, type ImageTree, listingOf, namesIn, nodeAt, realPathIn } from "./image-tree.js";
import { type Difference, firstDifference, type Input } from "./input.js";
import type { InventoryEntry } from "./inventory.js";

/** What a hook inside the image was seen to do in its tree. Paths are below it, bytes as latin1 text. */
export interface ImageReads {
	/** Files that were opened, and folders that were listed. */
	readonly opened: readonly string[];
	/** Why that is not all, if so, in a sentence's end. */
	readonly unknown?: string;
}

export interface ImageQuestion {
	/** The tree before the hook ran. */
	readonly tree: ImageTree;
	readonly reads: ImageReads;
	/** What it has left, as overlayfs notes it. */
	readonly changes: readonly InventoryEntry[];
	/** The hook's own texts: what they name it may only have asked for its size or age. */
	readonly texts: readonly NamingText[];
}

/** A text that was read, and the paths that it names. */
export interface NamingText {
	readonly text: string;
	readonly paths: ReadonlySet<string>;
}

/** Who opens a file seldom asks for its age too; what does it has one of these. */
const ASKS =
	/\s-[no]t\s|-newer|\bstat\b|\b(?:touch|date)\s+-r|st_[mc]time|get[mc]time|\b(?:make|rsync|find)\b|\bcp\s+-\w*u/;

/** The input that stands for every test of a name. */
export const NAMES = "names in the image";
const FILE = "image file /";
const FOLDER = "image folder /";
const AGE = "image path /";

/**
 * What of the image a hook could have read: the names of the whole tree, what the files hold that it has opened or changed, and
 * what the folders tell that it has listed. Undefined where that cannot be told.
 */
export function imageInputs({ tree, reads, changes, texts }: ImageQuestion): Input[] | undefined {
	if (!tree || reads.unknown !== undefined) return undefined;
	// What lies in a renamed folder was moved along, unseen.
	if (changes.some(({ attributes = {} }) => "trusted.overlay.redirect" in attributes)) return undefined;
	const files = new Set<string>();
	const addFile = (path: string) => {
		if (nodeAt(tree, path)?.entry.kind === "f") files.add(path);
	};
	for (const path of reads.opened) {
		addFile(path);
		// A name that is gone by now.
		if (path.endsWith(GONE)) addFile(path.slice(0, -GONE.length));
	}
	// Names can be moved, joined and given away without opening anything: then what the file holds is in the layer.
	for (const { path, kind } of changes) {
		if (kind === "d") continue;
		const was = nodeAt(tree, path);
		if (was) for (const inside of filesBelow(was, path)) files.add(inside);
	}
	const folders = reads.opened.filter((path) => nodeAt(tree, path)?.entry.kind === "d");
	const named = texts.flatMap(({ text, paths }) => {
		const real = [...paths].flatMap((path) => realPathIn(tree, path) ?? []);
		return ASKS.test(text) ? real : real.filter((path) => !files.has(path));
	});
	const ages = new Set(named);
	const inputs = [
		...[...files].map((path) => `${FILE}${path}`),
		...[...new Set(folders)].map((path) => `${FOLDER}${path}`),
		...[...ages].map((path) => `${AGE}${path}`),
	];
	return [NAMES, ...inputs.sort()].map((name) => ({ name, value: valueIn(tree, name) }));
}

const GONE = " (deleted)";

function filesBelow({ entry, children }: Node, path: string): string[] {
	if (entry.kind === "f") return [path];
	return [...children].flatMap(([name, node]) => filesBelow(node, `${path}/${name}`));
}

/** The first of these inputs that another tree has otherwise; undefined when it has them all alike. */
export function imageDifference(inputs: readonly Input[], tree: ImageTree): Difference | undefined {
	return firstDifference(
		inputs,
		inputs.map(({ name }) => ({ name, value: valueIn(tree, name) })),
	);
}

function valueIn(tree: ImageTree, name: string): string {
	if (name === NAMES) return namesIn(tree);
	if (name.startsWith(FILE)) return nodeAt(tree, name.slice(FILE.length))?.entry.content ?? "gone";
	if (name.startsWith(FOLDER)) return listingOf(nodeAt(tree, name.slice(FOLDER.length))) ?? "gone";
	const node = name.startsWith(AGE) ? nodeAt(tree, name.slice(AGE.length)) : undefined;
	return node ? ageOf(node) : "gone";
}
