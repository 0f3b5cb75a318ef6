import { MEMORY_OF_PROCESSES, type MeasuredBuild, treeBytes } from "../batch/budget.js";
import { shortBytes } from "../text/short-quantities.js";

/** What is known before a build chooses where its temporary files lie. */
export interface MemoryFacts {
	/** Of the machine. */
	readonly totalKiB: number;
	/** Bytes that new programs can use without swapping, in the control group of the build. */
	readonly free: number;
	/** Bytes that the build will take, its processes included; undefined where no earlier build tells. */
	readonly needed?: number | undefined;
}

/**
 * Why a build cannot have its temporary files in memory, in words; undefined when it can. diskimage-builder asks for twice
 * DIB_MIN_TMPFS (contract §3.4); besides, what an earlier build of the image took has to be free now. `folder` takes them otherwise.
 */
export function tooLittleMemory(minTmpfs: number, folder: string, facts: MemoryFacts): string | undefined {
	const { totalKiB, free, needed } = facts;
	if (totalKiB < minTmpfs * 2 * 1024 * 1024) {
		return `Not enough RAM to use tmpfs for build. Using ${folder}. (${totalKiB}kB < ${minTmpfs * 2}G)`;
	}
	if (needed === undefined || needed <= free) return undefined;
	return `Not enough free memory to build there. Using ${folder}. (${shortBytes(free)} are free, ${shortBytes(needed)} are needed)`;
}

/** Earlier builds that are looked at: some had most of their tree from layers, which lie elsewhere. */
const LOOKED_AT = 10;

/** Bytes of memory that a build will take, by the largest of these earlier ones, newest first; undefined where none tells. */
export function neededMemory(earlier: readonly MeasuredBuild[]): number | undefined {
	const told = earlier.slice(0, LOOKED_AT).filter(({ temporaryBytes }) => temporaryBytes !== undefined);
	if (told.length === 0) return undefined;
	return MEMORY_OF_PROCESSES + Math.max(...told.map((one) => treeBytes([one])));
}
