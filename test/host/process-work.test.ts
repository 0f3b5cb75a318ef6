import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { parseProcessIo, parseProcessStat, workOfAllProcesses } from "../../src/host/process-work.js";

/** Fields 4 to 17 of proc_pid_stat(5), then some of the rest. */
const stat = (name: string, state: string) =>
	`4242 (${name}) ${state} 1 4242 4242 0 -1 4194304 100 200 0 0 11 22 33 44 20 0 1 0 12345 1000 10\n`;

test("CPU of a process and of the children it waited for, whatever it is called", () => {
	expect(parseProcessStat(stat("sleep", "S"))).toEqual({ cpuMs: 1100, state: "S" });
	expect(parseProcessStat(stat("a) R 1 (b", "D"))).toEqual({ cpuMs: 1100, state: "D" });
});

test("bytes of a process, read and written", () => {
	expect(parseProcessIo("rchar: 1000\nwchar: 234\nsyscr: 5\nread_bytes: 77\n")).toEqual({ read: 1000, written: 234 });
	expect(parseProcessIo("")).toEqual({ read: 0, written: 0 });
});

test("what a child does counts while it runs and after it has ended", async () => {
	const before = workOfAllProcesses();
	const child = spawn("bash", ["-c", "end=$((SECONDS + 1)); while [ $SECONDS -le $end ]; do :; done; exit 0"]);
	await once(child, "exit");
	expect(workOfAllProcesses().cpuMs).toBeGreaterThan(before.cpuMs);
});
