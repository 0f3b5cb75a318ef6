import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, renameSync, statSync } from "node:fs";
import { chown, mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildOrder } from "../core/planning/plan.js";
import { isRunId, makeRunId, runIdTime } from "../core/run/run-id.js";
import { runTool } from "../host/run-tool.js";

/** The folder of one run; `eventsFile` is the truth of which everything shown is a reading. */
export interface Run {
	readonly id: string;
	readonly folder: string;
	readonly eventsFile: string;
}

type Owner = Pick<BuildOrder["caller"], "uid" | "gid">;

/** Makes the folder of a new run, readable by its caller only. */
export async function createRun(runsFolder: string, owner: Owner): Promise<Run> {
	await mkdir(runsFolder, { recursive: true, mode: 0o700 });
	for (;;) {
		const id = makeRunId(new Date(), Math.random());
		const folder = join(runsFolder, id);
		try {
			await mkdir(folder, { mode: 0o700 });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
			throw error;
		}
		await mkdir(join(folder, "logs"), { mode: 0o700 });
		for (const path of [folder, join(folder, "logs")]) await chown(path, owner.uid, owner.gid);
		return openRun(runsFolder, id);
	}
}

/** The run of an id; it need not exist. */
export function openRun(runsFolder: string, id: string): Run {
	const folder = join(runsFolder, id);
	return { id, folder, eventsFile: join(folder, "events.ndjson") };
}

/** Ids of all runs, newest first. */
export async function listRunIds(runsFolder: string): Promise<string[]> {
	const names = await readdir(runsFolder).catch(() => []);
	return names.filter(isRunId).sort().reverse();
}

/** Longer than anybody who asks whether a run lives looks at its lock. */
const LOCK_SECONDS = "20";

/**
 * Takes a lock for the life of this process: it goes with our descriptor, however we end. The file appears under its name
 * only when it is locked, so that nobody takes a run that begins for a dead one. Throws when somebody else holds it.
 */
export async function holdLock(file: string): Promise<{ release(): void }> {
	const fresh = existsSync(file) ? file : `${file}.${process.pid}`;
	const descriptor = openSync(fresh, "a+", 0o600);
	if (!(await lockDescriptor(descriptor))) {
		closeSync(descriptor);
		throw new Error(`${file} is locked by another process`);
	}
	if (fresh !== file) renameSync(fresh, file);
	return { release: () => closeSync(descriptor) };
}

/**
 * Locks an open file or folder until its descriptor is closed, waiting for whoever holds it; false when that lasts, or its
 * file system knows no locks.
 */
export async function lockDescriptor(descriptor: number): Promise<boolean> {
	// flock(1) locks the open file that both processes share; Node has no call of its own.
	const child = spawn("flock", ["-w", LOCK_SECONDS, "3"], { stdio: ["ignore", "ignore", "ignore", descriptor] });
	const [code] = await once(child, "exit");
	return code === 0;
}

/** True while the builder of a run lives. The lock is only looked at: shared with all who ask, and waited for by a builder. */
export async function runIsAlive(run: Run): Promise<boolean> {
	const file = join(run.folder, "lock");
	// Opening a pipe would wait for its other end.
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
	const { exitCode } = await runTool(["flock", "-s", "-n", "-E", "75", file, "true"], { accept: [0, 75, 66] });
	return exitCode === 75;
}

/** sudo may ask for a password before the builder can take the lock. */
const STARTING_MS = 600_000;

/** True between the moment in which a run is made and that in which its builder takes the lock. */
export function runIsStarting({ id, folder }: Run): boolean {
	return !existsSync(join(folder, "lock")) && Math.abs(Date.now() - runIdTime(id).getTime()) < STARTING_MS;
}

/** True for a run that neither lives nor begins: only such a one may be removed. */
export async function runHasEnded(run: Run): Promise<boolean> {
	return !runIsStarting(run) && !(await runIsAlive(run));
}

/** Writes down a path outside the sandbox before it is made. */
export async function addLeftover(runFolder: string, path: string, owner: Owner): Promise<void> {
	const file = join(runFolder, "leftovers");
	const handle = await open(file, "a", 0o600);
	try {
		await handle.write(`${path}\n`);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await chown(file, owner.uid, owner.gid);
}

/** Reads the socket of a running build; undefined when it has none. */
export async function controlSocket(run: Run): Promise<string | undefined> {
	const text = await readFile(join(run.folder, "control.json"), "utf8").catch(() => undefined);
	return text === undefined ? undefined : (JSON.parse(text) as { socket: string }).socket;
}
