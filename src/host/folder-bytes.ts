import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that a folder takes on its disk; what cannot be looked at counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	let bytes = 0;
	for (const entry of entries) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) bytes += await folderBytes(path);
		else bytes += ((await lstat(path).catch(() => undefined))?.blocks ?? 0) * 512;
	}
	return bytes;
}
