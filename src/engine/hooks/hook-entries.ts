import { readdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../../core/element/element.js";

/** The entries of a directory of the hooks tree as it is now, name → entry; none when no element has brought it. */
export async function listEntries(directory: string): Promise<Record<string, Entry>> {
	const entries: Record<string, Entry> = {};
	if (!(await stat(directory).catch(() => undefined))?.isDirectory()) return entries;
	for (const found of await readdir(directory, { withFileTypes: true })) {
		const path = join(directory, found.name);
		const stats = await stat(path).catch(() => undefined);
		const kind = !stats
			? "missing"
			: stats.isDirectory()
				? "dir"
				: !stats.isFile()
					? "other"
					: stats.mode & 0o111
						? "exec"
						: "file";
		// A name that is no UTF-8 cannot be asked for; it is no hook's name either.
		const target = found.isSymbolicLink() ? await readlink(path).catch(() => "") : undefined;
		if (target !== undefined) entries[found.name] = { kind: "link", target, leadsTo: kind };
		else if (kind !== "missing") entries[found.name] = { kind };
	}
	return entries;
}
