import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { whyUnwritable } from "../core/failure/storage-failure.js";
import { makeFolder } from "../host/make-folder.js";
import { moveUserFolder } from "../host/user-folders.js";

/** What to do when the configuration folder cannot be written to. */
const ELSEWHERE = moveUserFolder("config");

/**
 * Writes a file whole or not at all: a reader and a crash find the old content or the new one. What is there already keeps
 * its mode, and a symbolic link to it stays one; with `setAside` it is kept under that path. Throws UserError
 * `profile-unwritable` or `folder-unwritable`.
 */
export function writeProfileFile(file: string, text: string, setAside?: string): void {
	makeFolder(dirname(file), "profiles", ELSEWHERE);
	const target = setAside === undefined ? realPath(file) : file;
	const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
	writable(file, () => {
		try {
			writeSynced(temporary, text, statSync(target, { throwIfNoEntry: false })?.mode);
			if (setAside !== undefined) renameSync(file, setAside);
			renameSync(temporary, target);
			syncFolder(dirname(target));
		} finally {
			rmSync(temporary, { force: true });
		}
	});
}

/** Moves a profile's file. Throws UserError like writeProfileFile. */
export function moveProfileFile(from: string, to: string): void {
	makeFolder(dirname(to), "profiles", ELSEWHERE);
	writable(to, () => {
		renameSync(from, to);
		syncFolder(dirname(to));
	});
}

function writable(file: string, write: () => void): void {
	try {
		write();
	} catch (cause) {
		throw new UserError({
			code: "profile-unwritable",
			message: `The profile cannot be written: ${whyUnwritable(cause)}`,
			place: { file },
			next: [`Look at the folder: ls -ld '${dirname(file)}'`, ELSEWHERE],
			exitCode: EXIT.host,
			cause,
		});
	}
}

function writeSynced(file: string, text: string, mode = 0o644): void {
	const handle = openSync(file, "w", mode & 0o777);
	try {
		const bytes = Buffer.from(text);
		for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, "r");
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

function realPath(file: string): string {
	try {
		return realpathSync(file);
	} catch {
		return file;
	}
}
