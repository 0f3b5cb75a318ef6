import { existsSync, statfsSync, statSync } from "node:fs";
import { lacks } from "../../host/free-space.js";
import { kindInTree, readStart } from "../tree/files.js";

/** A file in a loop device reports a full disk below it as an error of the device. */
const FULL = /no space left on device|disk quota exceeded|ENOSPC|input\/output error|its file system is full/i;
const MIB = 2 ** 20;
/** Types of statfs(2). */
const TMPFS = 0x01021994;
const OVERLAY = 0x794c7630;

/** A folder that a build writes to, and how to give it more room. */
export interface Room {
	readonly folder: string;
	readonly cure: string;
	/** The image's own file system, once it is mounted there. */
	readonly isImage?: true;
}

/**
 * Says which file systems are full when a failed task complains about space, each once; nothing for other failures.
 * The known causes of src/core/failure tell memory, disk and image by these words.
 */
export function explainSpace(said: readonly string[], rooms: readonly Room[]): string[] {
	if (!said.some((line) => FULL.test(line))) return [];
	const seen = new Set<number>();
	return rooms.flatMap(({ folder, cure, isImage }) => {
		if (!existsSync(folder)) return [];
		const { dev } = statSync(folder);
		const { type, blocks, bsize } = statfsSync(folder);
		const lack = lacks(folder);
		// An overlay has no room of its own: it lies in one of the others.
		if (seen.has(dev) || type === OVERLAY || lack === undefined) return [];
		seen.add(dev);
		const where = isImage ? "in the image" : type === TMPFS ? "in memory" : "on disk";
		const what = lack === "inodes" ? "has no free inodes, which every file needs," : "is full";
		return [`${folder} ${what} (${Math.round((blocks * bsize) / MIB)} MiB, ${where}). ${cure}`];
	});
}

/** Exit statuses of a shell for a command that it cannot start. */
const NOT_STARTED = new Set([126, 127]);

/**
 * Says why a hook could not be started: the program named in its first line is missing below `root`. Empty when the
 * first line is in order.
 */
export async function explainInterpreter(exitCode: number, file: string, root: string): Promise<string[]> {
	if (!NOT_STARTED.has(exitCode)) return [];
	const text = await readStart(file);
	const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(text)?.[1];
	if (interpreter === undefined) return [];
	if (interpreter.endsWith("\r")) return ["Its lines end with carriage returns, as on Windows."];
	if (await kindInTree(root, interpreter)) return [];
	return [
		`Its first line asks for ${interpreter}, which does not exist ${root === "/" ? "on this host" : "in the image"}.`,
	];
}
