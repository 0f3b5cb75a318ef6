import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { chown, lstat, mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildEvent } from "../../core/events.js";
import type { BuildOrder } from "../../core/plan.js";
import { isRunId, makeRunId } from "../../core/run-id.js";
import { runTool } from "../../host/run-tool.js";
import { releaseLoopsBelow } from "../disk/release-loops.js";

/** The folder of one run (design §2). */
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

/** Takes the lock of a run for the life of this process: it goes with our descriptor, however we end. */
export async function holdLock(file: string): Promise<{ release(): void }> {
	const descriptor = openSync(file, "a+", 0o600);
	// flock(1) locks the open file that both processes share; Node has no call of its own.
	const child = spawn("flock", ["-n", "3"], { stdio: ["ignore", "ignore", "ignore", descriptor] });
	const [code] = await once(child, "exit");
	if (code !== 0) {
		closeSync(descriptor);
		throw new Error(`${file} is locked by another process`);
	}
	return { release: () => closeSync(descriptor) };
}

/** True while the builder of a run lives. */
export async function runIsAlive(run: Run): Promise<boolean> {
	const file = join(run.folder, "lock");
	if (!existsSync(file)) return false;
	const { exitCode } = await runTool(["flock", "-n", "-E", "75", file, "true"], { accept: [0, 75, 66] });
	return exitCode === 75;
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

/** Removes what builds left that ended without cleaning up; living builds are not touched. Returns what it removed. */
export async function collectDeadRuns(runsFolder: string): Promise<string[]> {
	const collected: string[] = [];
	for (const id of await listRunIds(runsFolder)) {
		const run = openRun(runsFolder, id);
		const file = join(run.folder, "leftovers");
		if (!existsSync(file) || (await runIsAlive(run))) continue;
		for (const path of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
			if (await removeLeftover(path)) collected.push(path);
		}
		await rm(file);
	}
	return collected;
}

/** Removes one path, never through a link and never across a mount point. */
async function removeLeftover(path: string): Promise<boolean> {
	const stats = await lstat(path).catch(() => undefined);
	if (!stats || stats.isSymbolicLink()) return false;
	await releaseLoopsBelow(path);
	await runTool(["rm", "-rf", "--one-file-system", "--", path]);
	return true;
}

export interface ReadEventsOptions {
	/** Wait for more until the build has finished or is dead. */
	readonly follow: boolean;
	readonly isAlive?: () => Promise<boolean>;
}

const POLL_MS = 50;
/** Read at once: a long log is then read in few steps. */
const READ_BYTES = 1 << 20;

/** Events that could be read at once. */
export interface EventBatch {
	readonly events: readonly BuildEvent[];
	/** Where the line of each event begins in the file, in bytes; behind the last one, where the next line begins. */
	readonly offsets: readonly number[];
	/** There is more in the file already. */
	readonly behind: boolean;
}

/** Streams the events of a run; an unfinished last line is not there yet. */
export async function* readEvents(file: string, options: ReadEventsOptions): AsyncGenerator<BuildEvent> {
	for await (const { events } of readEventBatches(file, options)) yield* events;
}

/** The same, in batches of what could be read at once: for readers that must keep up with a flood. */
export async function* readEventBatches(
	file: string,
	{ follow, isAlive }: ReadEventsOptions,
): AsyncGenerator<EventBatch> {
	while (follow && !existsSync(file)) {
		if (isAlive && !(await isAlive())) return;
		await pause();
	}
	const handle = await open(file, "r");
	let buffer = Buffer.allocUnsafe(READ_BYTES);
	/** Bytes of an unfinished line at the beginning of the buffer, and where it begins in the file. */
	let rest = 0;
	let offset = 0;
	try {
		for (;;) {
			const lastLook = follow && isAlive ? !(await isAlive()) : !follow;
			for (;;) {
				const { bytesRead } = await handle.read(buffer, rest, buffer.length - rest);
				if (bytesRead === 0) break;
				const data = buffer.subarray(0, rest + bytesRead);
				const { events, ends } = parseLines(data);
				const taken = ends.at(-1) ?? 0;
				const offsets = [offset, ...ends.map((end) => offset + end)];
				const behind = data.length === buffer.length;
				if (events.length > 0) yield { events, offsets, behind };
				if (events.at(-1)?.type === "build.finished") return;
				offset += taken;
				rest = data.length - taken;
				// A line may be longer than all that was read so far.
				const next = rest === buffer.length ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
				buffer.copy(next, 0, taken, data.length);
				buffer = next;
			}
			if (lastLook) return;
			await pause();
		}
	} finally {
		await handle.close();
	}
}

/** The events of all finished lines, and where each line ends. */
function parseLines(data: Buffer): { events: BuildEvent[]; ends: number[] } {
	const events: BuildEvent[] = [];
	const ends: number[] = [];
	let start = 0;
	for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
		events.push(JSON.parse(data.toString("utf8", start, end)) as BuildEvent);
		start = end + 1;
		ends.push(start);
	}
	return { events, ends };
}

function pause(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Writes the plan of a run, for people and for later comparisons. */
export async function writePlan(run: Run, plan: unknown, owner: Owner): Promise<void> {
	const file = join(run.folder, "plan.json");
	await writeFile(file, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
	await chown(file, owner.uid, owner.gid);
}

/** Reads the socket of a running build; undefined when it has none. */
export async function controlSocket(run: Run): Promise<string | undefined> {
	const text = await readFile(join(run.folder, "control.json"), "utf8").catch(() => undefined);
	return text === undefined ? undefined : (JSON.parse(text) as { socket: string }).socket;
}
