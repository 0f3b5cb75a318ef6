import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Everything in a folder: kind, mode, owner, times of change of content, content. Equal when nothing was touched. */
export function snapshot(folder: string): Record<string, string> {
	const found: Record<string, string> = {};
	const add = (path: string, name: string) => {
		const { mode, uid, gid, mtimeNs, size } = lstatSync(path, { bigint: true });
		const stats = lstatSync(path);
		const content = stats.isFile()
			? createHash("sha256").update(readFileSync(path)).digest("hex")
			: stats.isSymbolicLink()
				? readlinkSync(path)
				: "";
		found[name] = [mode.toString(8), uid, gid, mtimeNs, stats.isDirectory() ? "" : size, content].join(" ");
		if (stats.isDirectory()) for (const entry of readdirSync(path).sort()) add(join(path, entry), join(name, entry));
	};
	add(folder, ".");
	return found;
}
