import { symlink } from "node:fs/promises";
import { join } from "node:path";

/** Lower folders of one overlay; the kernel refuses more. */
const MOST_LAYERS = 500;
/** Bytes that mount(2) takes of options; a hundred of them are for all others. */
const MOST_OPTION_BYTES = 4096 - 160;

/**
 * Gives layers short names in the folder where an overlay is mounted from, because its options have to fit into a page. Returns
 * these names, lowest first, in the order of `trees`. `taken` are lower folders that are there already, their names included in
 * the bounds. Throws an Error when the kernel would take no more.
 */
export async function linkLayers(
	folder: string,
	trees: readonly string[],
	taken: readonly string[],
): Promise<string[]> {
	const names = trees.map((_, index) => `c${(taken.length + index).toString(36)}`);
	const bytes = [...taken, ...names].reduce((sum, name) => sum + name.length + 1, 0);
	if (taken.length + names.length > MOST_LAYERS || bytes > MOST_OPTION_BYTES) {
		throw new Error(`an overlay cannot stack ${taken.length + names.length} layers`);
	}
	for (const [index, tree] of trees.entries()) await symlink(tree, join(folder, names[index] as string));
	return names;
}
