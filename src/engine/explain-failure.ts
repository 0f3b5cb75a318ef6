import { existsSync, statfsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FULL = /no space left on device|disk quota exceeded|ENOSPC/i;
const MIB = 2 ** 20;
/** A file system with less than this free counts as full. */
const NEARLY_NOTHING = 4 * MIB;

/** A folder that a build writes to, and how to give it more room. */
export interface Room {
	readonly folder: string;
	readonly cure: string;
}

/** Says which file system is full when a failed task complains about space; empty for other failures. */
export function explainSpace(said: readonly string[], rooms: readonly Room[]): string[] {
	if (!said.some((line) => FULL.test(line))) return [];
	const full = rooms.filter(({ folder }) => existsSync(folder)).filter(({ folder }) => free(folder) < NEARLY_NOTHING);
	if (full.length === 0) return ["A file system was full at that moment: diskwright doctor shows the free space."];
	return full.map(({ folder, cure }) => `${folder} is full (${size(folder)} MiB). ${cure}`);
}

function free(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
}

function size(folder: string): number {
	const { blocks, bsize } = statfsSync(folder);
	return Math.round((blocks * bsize) / MIB);
}

/** Exit statuses of a shell for a command that it cannot start. */
const NOT_STARTED = new Set([126, 127]);

/**
 * Says why a hook could not be started: the program named in its first line is missing below `root`. Empty when the
 * first line is in order.
 */
export async function explainInterpreter(exitCode: number, file: string, root: string): Promise<string[]> {
	if (!NOT_STARTED.has(exitCode)) return [];
	const text = await readFile(file, "latin1").catch(() => "");
	const interpreter = /^#![ \t]*([^ \t\n]+)/.exec(text)?.[1];
	if (interpreter === undefined) return [];
	if (interpreter.endsWith("\r")) {
		return [`Its lines end with carriage returns, as on Windows. Convert it: sed -i 's/\\r$//' ${file}`];
	}
	if (existsSync(join(root, interpreter))) return [];
	const where = root === "/" ? "on this host" : "in the image";
	return [
		`Its first line asks for ${interpreter}, which does not exist ${where}. Correct the line, or install it before.`,
	];
}
