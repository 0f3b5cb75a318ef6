/** What a build needs while it goes on. Bytes. */
export interface BuildNeed {
	readonly memory: number;
	/** By file system: what it writes there. */
	readonly disk: Readonly<Record<string, number>>;
}

/** What builds that run at once may use. Bytes. */
export interface Budget {
	/** Builds at once. */
	readonly jobs: number;
	readonly memory: number;
	readonly disk: Readonly<Record<string, number>>;
}

/** What is free at a moment, whoever uses the rest. Bytes. */
export type FreeNow = Omit<Budget, "jobs">;

/** What there has to be beside the tree of a build: its own processes, and those of its hooks. */
export const MEMORY_OF_PROCESSES = 300 * 2 ** 20;
/** The tree of an operating system, and a raw image beside it, where no earlier build tells. */
export const USUAL_TREE = 2 * 2 ** 30;

/** What earlier builds of a kind took in their folder for temporary files; newest first. Bytes. */
export interface MeasuredBuild {
	readonly temporaryBytes?: number | undefined;
}

/** Room for a tree that grows a little between two builds. */
const GROWTH = 1.2;

/** What a build's folder for temporary files will take: as in the newest build that tells, and a fifth more. Bytes. */
export function treeBytes(earlier: readonly MeasuredBuild[]): number {
	const measured = earlier.find(({ temporaryBytes }) => temporaryBytes !== undefined)?.temporaryBytes;
	return measured === undefined ? USUAL_TREE : Math.ceil(measured * GROWTH);
}

/** How many builds run at once where nobody says: one a processor, as many as the memory holds, and never less than one. */
export function usualJobs(cpus: number, memory: number, needs: readonly BuildNeed[]): number {
	const largest = Math.max(1, ...needs.map((need) => need.memory));
	return Math.max(1, Math.min(cpus, needs.length, Math.floor(memory / largest)));
}

/** Why a build does not begin yet. */
export type Holdup = "jobs" | "memory" | "disk";

/**
 * Whether a build may begin beside those that run: what all of them need has to fit into the budget, and what this one needs
 * into what is free now. One that runs alone always begins: whether it fits at all was asked before.
 */
export function holdup(
	need: BuildNeed,
	running: readonly BuildNeed[],
	budget: Budget,
	free: FreeNow = budget,
): Holdup | undefined {
	if (running.length === 0) return undefined;
	if (running.length >= budget.jobs) return "jobs";
	const together = [...running, need];
	const memory = together.reduce((sum, one) => sum + one.memory, 0);
	if (memory > budget.memory || need.memory > free.memory) return "memory";
	const lacking = Object.entries(need.disk).some(([place, bytes]) => {
		const all = together.reduce((sum, { disk }) => sum + (disk[place] ?? 0), 0);
		return (
			all > (budget.disk[place] ?? Number.POSITIVE_INFINITY) || bytes > (free.disk[place] ?? Number.POSITIVE_INFINITY)
		);
	});
	return lacking ? "disk" : undefined;
}
