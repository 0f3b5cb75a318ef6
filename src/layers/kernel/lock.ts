import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import type { Libc } from "./libc.js";

const SHARED = 1;
const EXCLUSIVE = 2;
const NOT_WAITING = 4;

/** A lock that ends with this process at the latest. */
export interface Lock {
	release(): void;
}

/**
 * Locks a file or folder without waiting; undefined when somebody else holds it, or it is not there any more. What was removed
 * or replaced before it was locked counts as not there.
 */
export function tryLock(libc: Libc, path: string, how: "shared" | "exclusive"): Lock | undefined {
	let file: number;
	try {
		file = openSync(path, "r");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	const taken = libc.flock(file, (how === "shared" ? SHARED : EXCLUSIVE) | NOT_WAITING) === 0;
	if (taken && statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(file).ino) {
		let held = true;
		return {
			release() {
				// A second time the number can be another file's.
				if (held) closeSync(file);
				held = false;
			},
		};
	}
	closeSync(file);
	return undefined;
}
