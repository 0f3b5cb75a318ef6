import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a build could leave behind on the host; two of these are compared before and after. */
export interface HostState {
	readonly mounts: string[];
	readonly loops: string[];
	readonly partitionNodes: string[];
	readonly temporary: string[];
}

/**
 * Reads what concerns `folders`: the TMPDIR of the builds that are looked at, and where their outputs go. Loop devices of
 * files elsewhere are other tests', and count only when no folder is given.
 */
export function hostState(folders: readonly string[] = ["/tmp"]): HostState {
	const earlier = loopDevices();
	const nodes = readdirSync("/dev");
	const loops = loopDevices();
	const within = (file: string) => folders.length === 0 || folders.some((folder) => file.startsWith(`${folder}/`));
	return {
		mounts: readFileSync("/proc/self/mounts", "utf8").split("\n").filter(Boolean).sort(),
		loops: [...loops].flatMap(([device, file]) => (within(file) ? [`${device} ${file}`] : [])).sort(),
		// Of a device that is ours, or nobody's any more.
		partitionNodes: nodes
			.filter((name) => {
				const device = /^(loop\d+)p\d+$/.exec(name)?.[1];
				const file = device && (loops.get(device) ?? earlier.get(device));
				return device !== undefined && (file === undefined || within(file));
			})
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

/** Attached loop devices: name → file, also one that was removed since. */
function loopDevices(): Map<string, string> {
	const said = execFileSync("losetup", ["--noheadings", "--raw", "--output", "NAME,BACK-FILE"], { encoding: "utf8" });
	const lines = said.split("\n").filter(Boolean);
	return new Map(
		lines.map((line) => [line.slice("/dev/".length, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
	);
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
