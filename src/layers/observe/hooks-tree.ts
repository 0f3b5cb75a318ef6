import { lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { TreeName } from "../../core/layers/task-inputs.js";

/** All entries of the hooks tree, in the order of their paths. Throws for names that are no UTF-8: nobody could tell of them. */
export function readHooksTree(tree: string): TreeName[] {
	const found: TreeName[] = [];
	const descend = (folder: string) => {
		for (const name of readdirSync(join(tree, folder)).sort()) {
			const path = join(folder, name);
			const stats = lstatSync(join(tree, path));
			const { mode, uid, gid, size } = stats;
			const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "other";
			found.push({
				...{ path, kind, mode, uid, gid, size },
				...(kind === "link" ? { target: readlinkSync(join(tree, path)) } : {}),
			});
			if (kind === "folder") descend(path);
		}
	};
	descend("");
	return found;
}
