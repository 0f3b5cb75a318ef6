import { readFile } from "node:fs/promises";
import { arch, version as kernelVersion, release } from "node:os";
import { HOST_TOOLS } from "../../core/host/host-facts.js";
import type { HostFinding } from "../../core/host/host-finding.js";
import { findTool } from "../../host/find-tool.js";
import { runTool } from "../../host/run-tool.js";
import { examineHost } from "./examine-host.js";

/** What a report says of the host of a build. */
export interface HostReport {
	readonly diskwright: string;
	readonly node: string;
	readonly kernel: string;
	/** The lines of /etc/os-release. */
	readonly operatingSystem: readonly string[];
	/** Tool → first line of what it says of its version. */
	readonly tools: Readonly<Record<string, string>>;
	/** As `diskwright doctor --json`. */
	readonly findings: readonly HostFinding[];
}

/** Looks at this host; asks its mirrors, as the doctor does. */
export async function describeHost(version: string, env: Readonly<Record<string, string>>): Promise<HostReport> {
	const programs = HOST_TOOLS.filter(({ tool, file }) => !file && findTool(tool)).map(({ tool }) => tool);
	const [findings, osRelease, versions] = await Promise.all([
		examineHost(env),
		readFile("/etc/os-release", "utf8").catch(() => ""),
		Promise.all(programs.map(async (tool) => [tool, await toolVersion(tool)] as const)),
	]);
	return {
		diskwright: version,
		node: process.version,
		kernel: `${release()} ${arch()} ${kernelVersion()}`,
		operatingSystem: osRelease.split("\n").filter(Boolean),
		tools: Object.fromEntries(versions),
		findings,
	};
}

const TOOL_TIMEOUT_MS = 5000;

async function toolVersion(tool: string): Promise<string> {
	const flag = tool.startsWith("mkfs.ext") || tool === "mkfs.xfs" ? "-V" : "--version";
	try {
		const signal = AbortSignal.timeout(TOOL_TIMEOUT_MS);
		const { stdout, stderr } = await runTool([findTool(tool) ?? tool, flag], { accept: [0, 1], signal });
		return `${stdout}\n${stderr}`.trim().split("\n")[0] ?? "";
	} catch {
		return "unknown";
	}
}
