import { readlink } from "node:fs/promises";
import { listInTree } from "./files.js";
import { inTree } from "./in-tree.js";

/**
 * Folders at the top of the image that are absolute links, as `/var (to /data/var)`. The image and the engine find what they
 * lead to; a hook outside the image that goes through one with a path of its own is led to this host.
 */
export async function absoluteLinks(tree: string): Promise<string[]> {
	const found: string[] = [];
	for (const name of (await listInTree(tree, "/")).sort()) {
		await inTree(tree, name, { follow: false }, async ({ entry, stats }) => {
			if (!stats?.isSymbolicLink()) return;
			const target = await readlink(entry);
			if (target.startsWith("/")) found.push(`/${name} (to ${target})`);
		});
	}
	return found;
}
