import { readFile, stat, statfs } from "node:fs/promises";
import type { DiskGauge, Gauges, Usage } from "../core/host/gauges.js";

/** Counters of the kernel that only mean something beside earlier ones. */
export interface Counters {
	/** Milliseconds, monotonic. */
	readonly at: number;
	/** Ticks of all processors since the machine started. */
	readonly busy: number;
	readonly ticks: number;
	/** Bytes received and sent by all interfaces but the loopback. */
	readonly bytes: number;
}

/** One sample, and the counters that the next one needs. `places` are folders by what they are for. */
export async function sampleGauges(
	places: Readonly<Record<string, string>>,
	before?: Counters,
): Promise<{ readonly gauges: Gauges; readonly counters: Counters }> {
	const [cpu, memory, network] = await Promise.all(
		["/proc/stat", "/proc/meminfo", "/proc/net/dev"].map((file) => readFile(file, "utf8")),
	);
	const counters = { at: performance.now(), ...parseStat(cpu ?? ""), bytes: parseNetDev(network ?? "") };
	const ticks = before ? counters.ticks - before.ticks : 0;
	const seconds = before ? (counters.at - before.at) / 1000 : 0;
	return {
		counters,
		gauges: {
			...(before && ticks > 0 ? { cpu: (counters.busy - before.busy) / ticks } : {}),
			memory: parseMemInfo(memory ?? ""),
			disks: await diskGauges(places),
			...(before && seconds > 0 ? { network: Math.max(0, counters.bytes - before.bytes) / seconds } : {}),
		},
	};
}

/** The first line of /proc/stat, proc_stat(5): waiting for a disk counts as idle, guests are part of user time. */
export function parseStat(text: string): Pick<Counters, "busy" | "ticks"> {
	const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = (
		/^cpu\s+(.*)$/m.exec(text)?.[1] ?? ""
	)
		.split(/\s+/)
		.map(Number);
	const busy = user + nice + system + irq + softirq + steal;
	return { busy, ticks: busy + idle + iowait };
}

/** /proc/meminfo: used is what is not available to a new program without swapping. */
export function parseMemInfo(text: string): Usage {
	const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1024;
	const total = bytes("MemTotal");
	return { used: total - bytes("MemAvailable"), total };
}

/** /proc/net/dev: bytes received and sent by everything but the loopback. */
export function parseNetDev(text: string): number {
	let bytes = 0;
	for (const [, name, counters = ""] of text.matchAll(/^\s*([^\s:]+):\s*(.*)$/gm)) {
		if (name === "lo") continue;
		const columns = counters.split(/\s+/).map(Number);
		bytes += (columns[0] ?? 0) + (columns[8] ?? 0);
	}
	return bytes;
}

/** The file systems of these folders, each once; folders that are not there yet are left out. */
async function diskGauges(places: Readonly<Record<string, string>>): Promise<readonly DiskGauge[]> {
	const found = new Map<number, { names: string[] } & Usage>();
	for (const [name, folder] of Object.entries(places)) {
		try {
			const { dev } = await stat(folder);
			const known = found.get(dev);
			if (known) known.names.push(name);
			else {
				const { blocks, bavail, bfree, bsize } = await statfs(folder);
				const used = (blocks - bfree) * bsize;
				found.set(dev, { names: [name], used, total: used + bavail * bsize });
			}
		} catch {
			// Made later, or gone: there is nothing to measure.
		}
	}
	return [...found.values()].map(({ names, used, total }) => ({ name: names.join(" "), used, total }));
}
