import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

/** Bytes that an ordinary user can still write on the file system of `path`; a path that does not exist counts as its parent. */
export function freeBytes(path: string): number {
	let existing = path;
	while (!existsSync(existing)) existing = dirname(existing);
	const { bavail, bsize } = statfsSync(existing);
	return bavail * bsize;
}
