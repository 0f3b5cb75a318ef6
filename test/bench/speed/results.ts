import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Cost } from "./measure.js";

/** One build that was measured, or what was wrong with it. */
export interface Result {
	/** Id of its way. */
	readonly way: string;
	/** What has built: code, elements and profiles by their digest, or DIB's version. */
	readonly program: string;
	/** The commit that this checkout was at. */
	readonly commit: string;
	/** When it ended, as ISO text. */
	readonly at: string;
	readonly cost?: Cost;
	readonly fault?: string;
	/** `NAME VERSION` of its packages, for ways whose sets are compared. */
	readonly packages?: readonly string[];
}

/** The results in a file, oldest first; none when it is missing. Throws for one that is no JSON. */
export function readResults(file: string): readonly Result[] {
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/** Writes them as a whole or not at all, so that a run that is ended loses nothing. */
export function writeResults(file: string, results: readonly Result[]): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(`${file}.new`, `${JSON.stringify(results, undefined, "\t")}\n`);
	renameSync(`${file}.new`, file);
}

/** What is known of one way: its costs in the order in which they were measured, and the newest fault. */
export interface Known {
	readonly costs: readonly Cost[];
	/** Of the newest build, when it failed. */
	readonly fault?: string;
	readonly packages?: readonly string[];
	/** The commit of the figures, where they are of an earlier program than was asked for. */
	readonly earlier?: string;
}

/** What these results say of a way as this program builds it, or else as the newest did that has figures. */
export function known(results: readonly Result[], way: string, program: string): Known {
	const all = results.filter((result) => result.way === way);
	const now = all.some((result) => result.program === program);
	const measured = now ? program : all.findLast(({ cost }) => cost)?.program;
	const own = all.filter((result) => result.program === measured);
	const last = own.at(-1);
	const packages = own.findLast((result) => result.packages)?.packages;
	return {
		costs: own.flatMap(({ cost }) => cost ?? []),
		...(last?.fault !== undefined && { fault: last.fault }),
		...(packages && { packages }),
		...(last && !now && { earlier: last.commit }),
	};
}

/** The middle one, or the mean of the two in the middle; NaN of none. */
export function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
