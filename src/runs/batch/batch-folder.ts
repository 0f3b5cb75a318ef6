import { appendFileSync, existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { chown, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type BatchEvent, parseBatchEvent } from "../../core/batch/batch-events.js";
import { type BatchState, initialBatch, reduceBatch } from "../../core/batch/batch-state.js";
import { isRunId, makeRunId } from "../../core/run/run-id.js";
import { userFolders } from "../../host/user-folders.js";
import { logsUnwritable } from "../events/event-file.js";
import { readRegular } from "../events/open-regular.js";
import { atMostEach } from "../feed/at-most-each.js";
import { holdLock, type Run, runIsAlive, runIsStarting } from "../runs.js";

/** The folder of several builds that were started together; laid out as that of a run. */
export type Batch = Run;

/** Where they are kept: `batches` in the state folder. */
export function batchesFolder(env: Readonly<Record<string, string | undefined>>): string {
	return join(userFolders(env).state, "batches");
}

/** In front of the time, so that nobody takes the id of a batch for that of a run. */
const PREFIX = "b-";

export const isBatchId = (name: string): boolean => name.startsWith(PREFIX) && isRunId(name.slice(PREFIX.length));

/** Whose folder it is. */
interface Owner {
	readonly uid: number;
	readonly gid: number;
}

/** The batch of an id; it need not exist. */
export function openBatch(folder: string, id: string): Batch {
	const own = join(folder, id);
	return { id, folder: own, eventsFile: join(own, "events.ndjson") };
}

/** Ids of all batches, newest first. */
export async function listBatchIds(folder: string): Promise<string[]> {
	const names = await readdir(folder).catch(() => []);
	return names.filter(isBatchId).sort().reverse();
}

/** Makes the folder of a new batch, for its caller only. Throws UserError `logs-unwritable`. */
export async function createBatch(folder: string, owner: Owner): Promise<Batch> {
	try {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		return await makeFolder(folder, owner);
	} catch (error) {
		throw logsUnwritable(folder, error);
	}
}

async function makeFolder(folder: string, owner: Owner): Promise<Batch> {
	for (;;) {
		const batch = openBatch(folder, `${PREFIX}${makeRunId(new Date(), Math.random())}`);
		try {
			await mkdir(batch.folder, { mode: 0o700 });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
			throw error;
		}
		await chown(batch.folder, owner.uid, owner.gid);
		return batch;
	}
}

/** How many are kept: they are small, and tell which runs belong together. */
const KEPT = 50;

/** Forgets the oldest batches that have ended. Never throws. */
export async function pruneBatches(folder: string): Promise<void> {
	for (const id of (await listBatchIds(folder)).slice(KEPT)) {
		const batch = openBatch(folder, id);
		if (!(await batchIsAlive(batch))) await rm(batch.folder, { recursive: true, force: true }).catch(() => {});
	}
}

/** Writes what becomes of a batch. A disk that takes nothing more ends no build: readers see less then. */
export interface BatchJournal {
	emit(event: BatchEvent): void;
	close(): void;
}

/**
 * Opens the journal for the life of this process; readers know by its lock that the batch goes on. Throws UserError
 * `logs-unwritable`.
 */
export async function openBatchJournal(batch: Batch): Promise<BatchJournal> {
	const lock = await holdLock(join(batch.folder, "lock")).catch((error) => {
		throw logsUnwritable(batch.folder, error);
	});
	return {
		emit(event) {
			try {
				appendFileSync(batch.eventsFile, `${JSON.stringify(event)}\n`, { mode: 0o600 });
			} catch {
				// Told by the builds themselves, which write more.
			}
		},
		close: () => lock.release(),
	};
}

/** Where a batch stands. */
export interface ReadBatch {
	readonly state: BatchState;
	/** False: whoever began its builds is gone. */
	readonly alive: boolean;
}

/** True while somebody begins the builds of a batch. */
export async function batchIsAlive(batch: Batch): Promise<boolean> {
	// In this order: the lock may be there a moment after it was not.
	return runIsStarting({ ...batch, id: batch.id.slice(PREFIX.length) }) || (await runIsAlive(batch));
}

/** So often a batch is looked at for news. */
const POLL_MS = 200;
/** Asking whether somebody runs it takes a process. */
const ALIVE_MS = 1000;

/**
 * The events of a batch from its beginning on, as they come, until it has ended, whoever began its builds is gone, or the signal
 * is aborted.
 */
export async function* followBatch(batch: Batch, signal?: AbortSignal): AsyncGenerator<readonly BatchEvent[]> {
	let seen = 0;
	const lives = atMostEach(ALIVE_MS, () => batchIsAlive(batch));
	while (!signal?.aborted) {
		const alive = await lives();
		const events = await batchEvents(batch);
		if (events.length > seen) yield events.slice(seen);
		seen = events.length;
		if (!alive || events.at(-1)?.type === "batch.finished") return;
		await delay(POLL_MS);
	}
}

/** All events so far. A last line without its end is not there yet. */
async function batchEvents(batch: Batch): Promise<BatchEvent[]> {
	const text = (await readRegular(batch.eventsFile)) ?? "";
	const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
	return lines.flatMap((line) => (line === "" ? [] : (parseBatchEvent(line) ?? [])));
}

/** Reads a batch as it stands; undefined for one that is not there. */
export async function readBatch(batch: Batch): Promise<ReadBatch | undefined> {
	if (!existsSync(batch.folder)) return undefined;
	// Asked first: one that ends between the two questions has then written its last word.
	const alive = await batchIsAlive(batch);
	const state = (await batchEvents(batch)).reduce(reduceBatch, initialBatch());
	return { state, alive: alive && state.exitCode === undefined };
}

const WISH = /^end(?:\.(\d+))?$/;

/** Asks whoever runs a batch to end it, or one of its builds, cleaning up. */
export function askToEnd(batch: Batch, build?: number): void {
	writeFileSync(join(batch.folder, build === undefined ? "end" : `end.${build}`), "", { mode: 0o600 });
}

/** What was asked for so far: builds by index, `all` of them. */
export async function wishesToEnd(batch: Batch): Promise<readonly (number | "all")[]> {
	const names = await readdir(batch.folder).catch(() => []);
	return names.flatMap((name) => {
		const match = WISH.exec(name);
		if (!match) return [];
		return [match[1] === undefined ? ("all" as const) : Number(match[1])];
	});
}

const MEMBER_FILE = "batch.json";

/** Which batch a run belongs to. */
export interface Membership {
	readonly batch: string;
	/** Its name in the batch. */
	readonly name: string;
}

/** Notes in the folder of a run that it belongs to a batch. Throws UserError `logs-unwritable`. */
export async function noteMembership(run: Run, membership: Membership, owner: Owner): Promise<void> {
	const file = join(run.folder, MEMBER_FILE);
	try {
		writeFileSync(file, `${JSON.stringify(membership)}\n`, { mode: 0o600, flag: "wx" });
		await chown(file, owner.uid, owner.gid);
	} catch (error) {
		throw logsUnwritable(run.folder, error);
	}
}

/** The batch of a run; undefined when it was started alone. */
export function membershipOf(run: Run): Membership | undefined {
	const file = join(run.folder, MEMBER_FILE);
	try {
		if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
		const { batch, name } = JSON.parse(readFileSync(file, "utf8")) as Partial<Membership>;
		return typeof batch === "string" && isBatchId(batch) && typeof name === "string" ? { batch, name } : undefined;
	} catch {
		return undefined;
	}
}
