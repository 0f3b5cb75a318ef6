import type { Stats } from "node:fs";
import { join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { inTree, NoSuchPlace, type Spot } from "../tree/in-tree.js";

export interface RelinkOptions {
	readonly store: string;
	/** Frozen layers below `store`, lowest first. */
	readonly lowers: readonly string[];
	/** The layer that was just written. */
	readonly upper: string;
	/** The mounted, merged tree. */
	readonly tree: string;
	/** Names with more than one link of the frozen layers that were looked at before; grows. */
	readonly linked: Map<string, readonly string[]>;
}

/**
 * Joins hard links for the layers above: the overlay's index makes a write through one name show under all names, but
 * only while this mount lives; the frozen layer would hold just the one name that was written.
 */
export async function relinkHardLinks({ store, lowers, upper, tree, linked }: RelinkOptions): Promise<void> {
	const written = await regularFiles(join(store, upper));
	if (written.length === 0) return;
	// Of the many thousands of files that a hook may have written the fewest can have had another name.
	const linkedNames = await namesWithLinks(store, lowers, linked);
	for (const name of written) {
		if (!linkedNames.has(name)) continue;
		const origin = await findLower(store, lowers, name);
		if (!origin || origin.links < 2 || !(await wasCopiedUp(join(store, upper), name))) continue;
		const found = await runTool(["find", ".", "-xdev", "-inum", String(origin.inode), "-type", "f"], {
			cwd: join(store, origin.layer),
		});
		for (const sibling of found.stdout.split("\n").map((path) => path.slice(2))) {
			if (sibling === name || sibling === "") continue;
			if (await isStillLower(store, upper, lowers, sibling, origin)) {
				// Setting its own times copies the sibling up, and the index links it to the copy that was written.
				await atSame(tree, sibling, ({ entry }) =>
					runTool(["touch", "-c", "-h", "-r", String(entry), "--", String(entry)]),
				);
			}
		}
	}
}

/** Names in any of the layers whose file has another name too. */
async function namesWithLinks(
	store: string,
	lowers: readonly string[],
	known: Map<string, readonly string[]>,
): Promise<ReadonlySet<string>> {
	for (const layer of lowers) {
		if (!known.has(layer)) known.set(layer, await regularFiles(`${join(store, layer)}/`, "-links", "+1"));
	}
	return new Set(lowers.flatMap((layer) => known.get(layer) ?? []));
}

interface Origin {
	readonly layer: string;
	readonly inode: number;
	readonly links: number;
}

/**
 * True when the file came up from a lower layer to be written, false when a new file took the name. The overlay marks
 * the former with an attribute that Node cannot read; tar can, and is on every host.
 */
async function wasCopiedUp(layer: string, name: string): Promise<boolean> {
	const command = 'tar --xattrs --xattrs-include="trusted.overlay.origin" -cf - -- "$1" | head -c 4096 | tr -d "\\000"';
	const { stdout } = await runTool(["sh", "-c", command, "sh", name], { cwd: layer });
	return stdout.includes("trusted.overlay.origin=");
}

/** The file of that name in the highest frozen layer that has one. */
async function findLower(store: string, lowers: readonly string[], name: string): Promise<Origin | undefined> {
	for (const layer of lowers.toReversed()) {
		const stat = await statSame(join(store, layer), name);
		if (stat) return stat.isFile() ? { layer, inode: stat.ino, links: stat.nlink } : undefined;
	}
	return undefined;
}

/** True when `sibling` still shows the origin's content: no later layer has replaced or removed it. */
async function isStillLower(
	store: string,
	upper: string,
	lowers: readonly string[],
	sibling: string,
	origin: Origin,
): Promise<boolean> {
	if (await statSame(join(store, upper), sibling)) return false;
	return (await findLower(store, lowers, sibling))?.layer === origin.layer;
}

/** What a layer or the tree has under a name that no link leads to. */
async function statSame(root: string, name: string): Promise<Stats | undefined> {
	return atSame(root, name, async ({ stats }) => stats);
}

async function atSame<T>(root: string, name: string, use: (spot: Spot) => Promise<T>): Promise<T | undefined> {
	try {
		return await inTree(root, name, { follow: false }, async (spot) =>
			spot.it && spot.path === `/${name}` ? use(spot) : undefined,
		);
	} catch (error) {
		if (error instanceof NoSuchPlace) return undefined;
		throw error;
	}
}

async function regularFiles(directory: string, ...which: readonly string[]): Promise<string[]> {
	// Not readdir: it stops at a folder whose name is no UTF-8.
	const { stdout } = await runTool(["find", directory, "-type", "f", ...which, "-printf", "%P\\0"]);
	return stdout.split("\0").filter(Boolean);
}
