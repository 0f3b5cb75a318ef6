import { readdirSync, readFileSync } from "node:fs";
import type { WorkDone } from "../core/run/work.js";

/** USER_HZ: the unit of times in /proc on every Linux architecture (proc(5)). */
const TICK_MS = 10;

/**
 * What all processes of this PID namespace have done since they began, with the children that they have waited for. Nothing
 * of it is lost when a process ends: its parent inherits it. Of this process only the CPU counts, because it reads /proc.
 */
export function workOfAllProcesses(): WorkDone {
	const work = { cpuMs: 0, bytes: 0, waiting: 0, running: 0 };
	for (const name of readdirSync("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		const stat = read(`/proc/${name}/stat`);
		if (stat === undefined) continue;
		const { cpuMs, state } = parseProcessStat(stat);
		work.cpuMs += cpuMs;
		if (Number(name) === process.pid) continue;
		if (state === "D") work.waiting += 1;
		if (state === "R") work.running += 1;
		const io = parseProcessIo(read(`/proc/${name}/io`) ?? "");
		work.bytes += io.read + io.written;
	}
	return work;
}

/** /proc/PID/stat, proc_pid_stat(5): CPU of the process and of the children it waited for, and its state. */
export function parseProcessStat(text: string): { readonly cpuMs: number; readonly state: string } {
	// The name may hold anything, also blanks and brackets: the state is the field after it, number 3.
	const [state = "", ...fields] = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const ticks = fields.slice(10, 14).reduce((sum, field) => sum + Number(field), 0);
	return { cpuMs: ticks * TICK_MS, state };
}

/** /proc/PID/io, proc_pid_io(5): bytes that were read and written, whether or not a disk had to move for them. */
export function parseProcessIo(text: string): { readonly read: number; readonly written: number } {
	const value = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(text)?.[1] ?? 0);
	return { read: value("rchar"), written: value("wchar") };
}

/** Undefined when the process has ended meanwhile, or is none of ours. */
function read(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
