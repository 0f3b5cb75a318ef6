import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMemInfo } from "./gauges.js";

/** Bytes that new programs can use without swapping: of the machine, or of the control group that this process may use less of. */
export function freeMemory(): number {
	const { total, used } = parseMemInfo(readFileSync("/proc/meminfo", "utf8"));
	return Math.min(total - used, leftOfGroup("/sys/fs/cgroup"));
}

/** Files of a control group's folder: those of version 2, and those of version 1. */
const FILES = [
	{ limit: "memory.max", used: "memory.current", stat: "memory.stat", cache: /^inactive_file (\d+)$/m },
	{
		limit: "memory/memory.limit_in_bytes",
		used: "memory/memory.usage_in_bytes",
		stat: "memory/memory.stat",
		cache: /^total_inactive_file (\d+)$/m,
	},
];

/**
 * What the control group at the root of this process's own view of them leaves, which is a container's; what is only kept of files that
 * were read counts as left. Without a limit it is infinite.
 */
export function leftOfGroup(folder: string): number {
	const read = (name: string) => {
		try {
			return readFileSync(join(folder, name), "utf8");
		} catch {
			return "";
		}
	};
	for (const { limit, used, stat, cache } of FILES) {
		const [most, taken] = [limit, used].map((name) => Number.parseInt(read(name), 10));
		if (Number.isNaN(most) || Number.isNaN(taken)) continue;
		const kept = Number(cache.exec(read(stat))?.[1] ?? 0);
		return Math.max(0, (most as number) - (taken as number) + kept);
	}
	return Number.POSITIVE_INFINITY;
}
