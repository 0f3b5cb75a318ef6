import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** More than programs keep there for each other; then it counts as changed. */
const MOST_ENTRIES = 5_000;

/**
 * What lies in a folder, so that two looks at it can be compared: kind, size and times by path. Without what `ignored` names
 * (paths below the folder). Undefined when it is too much to look at.
 */
export function folderNames(folder: string, ignored: ReadonlySet<string>): ReadonlyMap<string, string> | undefined {
	const found = new Map<string, string>();
	const descend = (below: string): boolean => {
		for (const name of readdirSync(join(folder, below))) {
			const path = join(below, name);
			if (ignored.has(path)) continue;
			const stats = lstatSync(join(folder, path), { bigint: true, throwIfNoEntry: false });
			if (!stats) continue;
			if (found.size >= MOST_ENTRIES) return false;
			const { mode, size, mtimeNs, ctimeNs } = stats;
			// A folder's own times only tell that something was there.
			found.set(path, stats.isDirectory() ? `${mode}` : `${mode} ${size} ${mtimeNs} ${ctimeNs}`);
			if (stats.isDirectory() && !descend(path)) return false;
		}
		return true;
	};
	return descend("") ? found : undefined;
}

/** Paths that are new, gone or changed. */
export function changedNames(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
	const changed = [...after].filter(([path, value]) => before.get(path) !== value).map(([path]) => path);
	return [...changed, ...[...before.keys()].filter((path) => !after.has(path))];
}
