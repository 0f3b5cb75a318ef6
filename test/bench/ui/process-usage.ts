import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const TICKS_A_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Seconds of CPU that a process and its ended children have used. */
export function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
	// After the name, which may hold anything: state is field 3; utime, stime, cutime and cstime are 14 to 17.
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
	return ticks / TICKS_A_SECOND;
}

/** MiB of memory that a process holds now. */
export function residentMiB(pid: number): number {
	const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Number(kib) / 1024;
}
