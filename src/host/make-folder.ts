import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { EXIT, UserError } from "../core/errors.js";

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

/** Why something could not be written, in words that end a sentence. */
export function whyUnwritable(error: unknown): string {
	return REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? (error as Error).message;
}

const REASONS: Readonly<Record<string, string>> = {
	EACCES: "you may not write there",
	EPERM: "you may not write there",
	EROFS: "its file system is read-only",
	ENOTDIR: "a part of the path is no folder",
	EEXIST: "there is a file of that name",
	ENOSPC: "its file system is full",
	ENOENT: "nothing can be made there",
};

function make(folder: string): void {
	const stats = statSync(folder, { throwIfNoEntry: false });
	if (stats?.isDirectory()) return;
	if (!stats) make(dirname(folder));
	mkdirSync(folder, { mode: 0o700 });
}
