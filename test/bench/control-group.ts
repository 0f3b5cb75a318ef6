import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** What a group of processes used. */
export interface Usage {
	/** CPU time of user and system, in seconds. */
	readonly cpuSeconds: number;
	/** Highest sum of process memory and tmpfs seen, in MiB; page cache of real files is not counted. */
	readonly peakMiB: number;
}

/** A control group that counts a command with all its children, whatever they do to their session or parent. */
export interface ControlGroup {
	/** Shell text by which a process enters the group. */
	readonly enter: string;
	/** Stops sampling, removes the group and returns what was used. */
	close(): Promise<Usage>;
}

const SAMPLE_MS = 100;
const ROOT = "/sys/fs/cgroup";

/** What a group weighs on processors unless told otherwise; the largest weights that the kernel takes. */
const USUAL = { shares: 1024, weight: 100 };
const MOST = { shares: 262_144, weight: 10_000 };

/**
 * Makes a control group; knows both versions of cgroups. Processors are its own before others' by `times` the usual weight, so that what
 * else runs on the host disturbs little. Needs root.
 */
export function controlGroup(times: number): ControlGroup {
	const name = `diskwright-bench-${randomUUID()}`;
	const unified = existsSync(join(ROOT, "cgroup.controllers"));
	const of = (controller: string) => join(ROOT, unified ? "" : controller, name);
	if (unified) writeFileSync(join(ROOT, "cgroup.subtree_control"), "+cpu +memory");
	const folders = [...new Set(["cpu", "cpuacct", "memory"].map(of))];
	for (const folder of folders) mkdirSync(folder, { recursive: true });
	const kind = unified ? "weight" : "shares";
	writeFileSync(join(of("cpu"), `cpu.${kind}`), String(Math.min(MOST[kind], USUAL[kind] * times)));

	const memoryNow = () => {
		const text = readFileSync(join(of("memory"), "memory.stat"), "utf8");
		const names = unified ? ["anon", "shmem"] : ["total_rss", "total_shmem"];
		return names.reduce((sum, field) => sum + Number(new RegExp(`^${field} (\\d+)`, "m").exec(text)?.[1] ?? 0), 0);
	};
	const cpuSeconds = () =>
		unified
			? Number(/^usage_usec (\d+)/m.exec(readFileSync(join(of("cpu"), "cpu.stat"), "utf8"))?.[1]) / 1e6
			: Number(readFileSync(join(of("cpuacct"), "cpuacct.usage"), "utf8")) / 1e9;

	let peak = 0;
	const sampling = setInterval(() => {
		peak = Math.max(peak, memoryNow());
	}, SAMPLE_MS);
	return {
		enter: folders.map((folder) => `echo $$ >${join(folder, "cgroup.procs")}`).join("; "),
		async close() {
			clearInterval(sampling);
			const usage = { cpuSeconds: cpuSeconds(), peakMiB: peak / 2 ** 20 };
			for (const folder of folders) await removeWhenEmpty(folder);
			return usage;
		},
	};
}

/** The kernel needs a moment to let the last process go. */
async function removeWhenEmpty(folder: string): Promise<void> {
	for (let tries = 0; tries < 20; tries += 1) {
		try {
			rmdirSync(folder);
			return;
		} catch {
			await wait(250);
		}
	}
	console.warn(`${folder} is still in use and stays`);
}
