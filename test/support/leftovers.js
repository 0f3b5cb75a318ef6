// What a run of the tests could leave on this machine: found out before and after.
import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Processes with this in their environment belong to a run: `DISKWRIGHT_TEST_RUN=ID`. */
export const MARKER = "DISKWRIGHT_TEST_RUN";
/** Where tests and builds have their temporary folders; a run that is itself a test looks at a folder of its own. */
const FOLDERS = (process.env.DISKWRIGHT_TEST_FOLDERS ?? "/tmp:/var/tmp").split(":");
/** Names as mkdtemp makes them for our tests, and as builds make them. */
const OURS = /^([a-z][a-z-]*-\w{6}|dib_(build|image)\..+)$/;

const within = (path) => FOLDERS.some((folder) => path.startsWith(`${folder}/`));

/** Who may do what with the device files that every program needs: builds show them in their images. */
function deviceModes() {
	return ["null", "zero", "full", "random", "urandom", "tty", "ptmx"].map((name) => {
		const { mode, uid, gid } = lstatSync(`/dev/${name}`);
		return `/dev/${name} ${mode.toString(8)} ${uid}:${gid}`;
	});
}

/** Device files, mounts, loop devices (of files in temporary folders) and files in temporary folders, as they are now. */
export function machineState() {
	const options = ["--noheadings", "--raw", "--output", "NAME,BACK-FILE"];
	const loops = (spawnSync("losetup", options, { encoding: "utf8" }).stdout ?? "").split("\n");
	return {
		devices: deviceModes(),
		mounts: readFileSync("/proc/self/mounts", "utf8").split("\n").filter(Boolean),
		loops: loops.filter((line) => within(line.slice(line.indexOf(" ") + 1))),
		files: FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`)),
	};
}

/** Living processes of the run, this one and zombies left out: `[pid, command line]`. */
export function processesOf(run) {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.flatMap((pid) => {
			try {
				if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${MARKER}=${run}`)) return [];
				if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return [];
				const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
				return [[Number(pid), command]];
			} catch {
				return [];
			}
		});
}

/** Waits until no process of the run is left; gives up after `ms`. */
async function untilEnded(run, ms) {
	for (const end = Date.now() + ms; processesOf(run).length > 0 && Date.now() < end; ) await delay(200);
}

/**
 * What is there now and was not before, a line each. `serious` is what no other program would leave: loop devices and mounts
 * in temporary folders, programs of this checkout and the machines they start. `other`: its further processes (agents that
 * end by themselves), and files.
 */
export async function leftovers(before, run) {
	await untilEnded(run, 5_000);
	const now = machineState();
	const added = (kind) => now[kind].filter((item) => !before[kind].includes(item));
	const processes = processesOf(run);
	const isOurs = ([, command]) => command.includes(process.cwd()) || command.includes("qemu-");
	const told = ([pid, command]) => `process ${pid}: ${command.slice(0, 200)}`;
	return {
		serious: [
			...processes.filter(isOurs).map(told),
			...added("devices").map((line) => `changed: ${line}`),
			...added("loops").map((line) => `loop device ${line}`),
			...added("mounts").flatMap((line) => (within(line.split(" ")[1] ?? "") ? [`mount ${line}`] : [])),
		],
		other: [...processes.filter((entry) => !isOurs(entry)).map(told), ...added("files")],
	};
}

/** Takes away what a run that was stopped has left: its processes, loop devices, mounts and temporary folders. */
export async function cleanUp(before, run) {
	for (const [signal, ms] of [
		["SIGTERM", 20_000],
		["SIGKILL", 5_000],
	]) {
		for (const [pid] of processesOf(run)) {
			try {
				process.kill(pid, signal);
			} catch {
				// It has just ended.
			}
		}
		await untilEnded(run, ms);
	}
	const now = machineState();
	const added = (kind) => now[kind].filter((item) => !before[kind].includes(item));
	for (const line of added("mounts").reverse()) {
		const point = line.split(" ")[1] ?? "";
		if (within(point)) spawnSync("umount", ["--lazy", point]);
	}
	for (const line of added("loops")) spawnSync("losetup", ["--detach", line.slice(0, line.indexOf(" "))]);
	const { mounts } = machineState();
	for (const file of added("files")) {
		if (!OURS.test(file.slice(file.lastIndexOf("/") + 1))) continue;
		if (mounts.some((line) => line.split(" ")[1]?.startsWith(`${file}/`))) continue;
		rmSync(file, { recursive: true, force: true });
	}
}
