import { type Budget, type BuildNeed, type FreeNow, type Holdup, holdup } from "./budget.js";

/** A build that waits for its turn. */
export interface Waiting {
	readonly index: number;
	readonly need: BuildNeed;
}

/** What to do now. */
export interface Turn {
	/** Indexes of those that begin, in order. */
	readonly begin: readonly number[];
	/** Why the others do not, by index. */
	readonly waits: ReadonlyMap<number, Holdup>;
}

/**
 * Which of the waiting builds begin beside those that run. They come in their order; one that does not fit yet lets a smaller
 * one pass, and comes first again as soon as something ends.
 */
export function nextTurn(
	waiting: readonly Waiting[],
	running: readonly BuildNeed[],
	budget: Budget,
	free: FreeNow,
): Turn {
	const begin: number[] = [];
	const waits = new Map<number, Holdup>();
	const together = [...running];
	let left = free;
	for (const { index, need } of waiting) {
		const why = holdup(need, together, budget, left);
		if (why !== undefined) {
			waits.set(index, why);
			continue;
		}
		begin.push(index);
		together.push(need);
		left = without(left, need);
	}
	return { begin, waits };
}

function without({ memory, disk }: FreeNow, need: BuildNeed): FreeNow {
	const rest = Object.entries(disk).map(([place, bytes]) => [place, bytes - (need.disk[place] ?? 0)]);
	return { memory: memory - need.memory, disk: Object.fromEntries(rest) };
}

/** The exit code of several builds (docs/exit-codes.md): that of those that failed where they agree, else 1. */
export function batchExitCode(codes: readonly number[]): number {
	const failed = [...new Set(codes.filter((code) => code !== 0))];
	return failed.length > 1 ? 1 : (failed[0] ?? 0);
}
