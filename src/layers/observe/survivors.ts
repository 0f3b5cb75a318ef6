import { readdirSync, readFileSync } from "node:fs";

interface Process {
	readonly pid: number;
	readonly parent: number;
	readonly state: string;
	readonly name: string;
}

/** Processes of this PID namespace that descend neither from this one nor were there at `baseline`. */
export interface Survivors {
	/** `name (pid)` of each. */
	now(): string[];
}

/**
 * Tells which processes hooks have left behind: their parents are gone, so they hang on the first process. What this process
 * has started itself, and what has ended and only waits to be fetched, is none of them.
 */
export function watchSurvivors(): Survivors {
	const baseline = new Set(processes().map(({ pid }) => pid));
	return {
		now() {
			const all = new Map(processes().map((one) => [one.pid, one]));
			return [...all.values()]
				.filter(({ pid, state }) => !baseline.has(pid) && state !== "Z" && state !== "X" && !isOurs(pid, all))
				.map(({ pid, name }) => `${name} (${pid})`);
		},
	};
}

function isOurs(pid: number, all: ReadonlyMap<number, Process>): boolean {
	for (let one = all.get(pid); one; one = all.get(one.parent)) if (one.pid === process.pid) return true;
	return false;
}

function processes(): Process[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap(readProcess);
}

function readProcess(pid: string): Process[] {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The name may hold anything, blanks and brackets too.
		const end = stat.lastIndexOf(")");
		const [state = "", parent] = stat.slice(end + 2).split(" ");
		return [{ pid: Number(pid), parent: Number(parent), state, name: stat.slice(stat.indexOf("(") + 1, end) }];
	} catch {
		return [];
	}
}
