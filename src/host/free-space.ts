import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

/** What can still be stored on a file system. */
export interface Free {
	/** For an ordinary user. */
	readonly bytes: number;
	/** Files and folders; infinite where the file system does not count them. */
	readonly inodes: number;
}

/** Less than this is as good as nothing. */
const NEARLY_NO_BYTES = 4 << 20;
const NEARLY_NO_INODES = 16;

/** What is free on the file system of `path`; a path that does not exist counts as its parent. */
export function freeSpace(path: string): Free {
	let existing = path;
	while (!existsSync(existing)) existing = dirname(existing);
	const { bavail, bsize, files, ffree } = statfsSync(existing);
	return { bytes: bavail * bsize, inodes: files === 0 ? Number.POSITIVE_INFINITY : ffree };
}

/** Bytes that the file system of `path` holds. */
export function usedBytes(path: string): number {
	const { blocks, bfree, bsize } = statfsSync(path);
	return (blocks - bfree) * bsize;
}

/** Bytes that an ordinary user can still write on the file system of `path`. */
export function freeBytes(path: string): number {
	return freeSpace(path).bytes;
}

/** What there is no more of where `path` lies. */
export function lacks(path: string): "space" | "inodes" | undefined {
	const { bytes, inodes } = freeSpace(path);
	if (bytes < NEARLY_NO_BYTES) return "space";
	return inodes < NEARLY_NO_INODES ? "inodes" : undefined;
}
