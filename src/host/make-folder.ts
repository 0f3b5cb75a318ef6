import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { whyUnwritable } from "../core/failure/storage-failure.js";

/**
 * Makes a folder that only its owner reads, with its parents. Throws UserError `folder-unwritable`, saying what it is for
 * and which variable or flag moves it. Parents are made one by one: where a parent refuses new entries with ENOENT, as
 * /proc does, Node's own recursive mkdir never ends.
 */
export function makeFolder(folder: string, what: string, next: string): void {
	try {
		make(folder);
		accessSync(folder, constants.W_OK);
	} catch (error) {
		throw new UserError({
			code: "folder-unwritable",
			message: `The folder ${folder} for ${what} cannot be used: ${whyUnwritable(error)}`,
			next: [next],
			exitCode: EXIT.host,
			cause: error,
		});
	}
}

function make(folder: string, isParent = false): void {
	const stats = statSync(folder, { throwIfNoEntry: false });
	if (stats?.isDirectory()) return;
	// Newer releases of Node tell of a file among the parents as of nothing.
	if (stats && isParent) throw Object.assign(new Error(`${folder} is a file`), { code: "ENOTDIR" });
	if (!stats) make(dirname(folder), true);
	try {
		mkdirSync(folder, { mode: 0o700 });
	} catch (error) {
		// Somebody who begins at the same moment has made it.
		if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
	}
}
