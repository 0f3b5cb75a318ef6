import { readFileSync } from "node:fs";
import { parseMemInfo } from "./gauges.js";

/** Bytes that new programs can use without swapping: of the machine, or of the control group that this process may use less of. */
export function freeMemory(): number {
	const { total, used } = parseMemInfo(readFileSync("/proc/meminfo", "utf8"));
	return Math.min(total - used, leftOfGroup());
}

/** What the control group as the root of this process's own view of them leaves; without a limit it is infinite. */
function leftOfGroup(): number {
	const [limit, used] = ["memory.max", "memory.current"].map((name) => {
		try {
			return Number(readFileSync(`/sys/fs/cgroup/${name}`, "utf8"));
		} catch {
			return Number.NaN;
		}
	});
	const left = (limit as number) - (used as number);
	return Number.isNaN(left) ? Number.POSITIVE_INFINITY : Math.max(0, left);
}
