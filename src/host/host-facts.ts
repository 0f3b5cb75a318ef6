import { existsSync, readFileSync } from "node:fs";
import { machine, release } from "node:os";
import type { HostFacts } from "../core/host/host-facts.js";
import { debianMirrors } from "./debian-mirror.js";
import { caller } from "./privilege.js";
import { askTool } from "./run-tool.js";

/** Reads what a plan needs to know of this host; starts at most three short programs. */
export async function readHostFacts(): Promise<HostFacts> {
	const [architecture, mirrors] = await Promise.all([hostArchitecture(), debianMirrors()]);
	const memory = readFileSync("/proc/meminfo", "utf8");
	return {
		architecture,
		memoryKiB: Number(/^MemTotal:\s+(\d+)/m.exec(memory)?.[1] ?? 0),
		uid: caller().uid,
		kernelRelease: release(),
		mirrors,
	};
}

/** The mirrors of a host change when somebody edits its sources. */
const FRESH_MS = 30_000;
let recent: { readonly facts: Promise<HostFacts>; readonly at: number } | undefined;

/** The same, looked up at most twice a minute: a plan is made after every change on a screen, and asking apt takes its time. */
export function recentHostFacts(): Promise<HostFacts> {
	if (!recent || performance.now() - recent.at > FRESH_MS) recent = { facts: readHostFacts(), at: performance.now() };
	return recent.facts;
}

/** The default of `-a` (contract §3.4). */
async function hostArchitecture(): Promise<string> {
	if (existsSync("/etc/debian_version")) {
		const own = await askTool(["dpkg", "--print-architecture"]);
		if (own !== undefined) return own.trim();
	}
	const kernel = machine();
	if (kernel === "x86_64") return "amd64";
	if (kernel === "aarch64") return "arm64";
	return kernel.startsWith("armv") ? "armhf" : kernel;
}
