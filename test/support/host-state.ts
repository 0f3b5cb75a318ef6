import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a build could leave behind on the host; two of these are compared before and after. */
export interface HostState {
	readonly mounts: string[];
	readonly loops: string[];
	readonly partitionNodes: string[];
	readonly temporary: string[];
}

/** Reads the state of the host; `folders` are listed too (outputs). */
export function hostState(folders: readonly string[] = ["/tmp"]): HostState {
	return {
		mounts: readFileSync("/proc/self/mounts", "utf8").split("\n").filter(Boolean).sort(),
		loops: execFileSync("losetup", ["-a"], { encoding: "utf8" }).split("\n").filter(Boolean).sort(),
		partitionNodes: readdirSync("/dev")
			.filter((name) => /^loop\d+p\d+$/.test(name))
			.sort(),
		temporary: folders
			.flatMap((folder) =>
				readdirSync(folder)
					.filter((name) => /dib_|diskwright|\.part$/.test(name))
					.map((name) => `${folder}/${name}`),
			)
			.sort(),
	};
}

/**
 * Fails when something stays that was not there before, or a mount is gone. What is seen at first has to go, not what others
 * make here later: theirs ends with their builds, for which there are five minutes.
 */
export async function nothingStays(before: HostState, folders?: readonly string[]): Promise<void> {
	const changes = () => {
		const now = hostState(folders);
		const added = (["mounts", "loops", "partitionNodes", "temporary"] as const).flatMap((kind) =>
			now[kind].filter((item) => !before[kind].includes(item)),
		);
		return [...added, ...before.mounts.filter((mount) => !now.mounts.includes(mount)).map((mount) => `no ${mount}`)];
	};
	let stays = changes();
	for (const end = Date.now() + 300_000; stays.length > 0; ) {
		if (Date.now() > end) throw new Error(`a build left behind:\n${stays.join("\n")}`);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const now = changes();
		stays = stays.filter((item) => now.includes(item));
	}
}

/** Living processes (no zombies) whose command line or environment names `marker`. */
export function processesNaming(marker: string): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.filter((pid) => {
			try {
				if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return false;
				return readFileSync(`/proc/${pid}/environ`, "utf8").includes(marker);
			} catch {
				return false;
			}
		})
		.map(Number);
}

/** Direct children of a process. */
export function childrenOf(pid: number): number[] {
	try {
		const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
		return text.split(" ").filter(Boolean).map(Number);
	} catch {
		return [];
	}
}

/** Polls until `condition` is true; throws after `ms`. */
export async function until(what: string, ms: number, condition: () => boolean): Promise<void> {
	const end = Date.now() + ms;
	while (!condition()) {
		if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
