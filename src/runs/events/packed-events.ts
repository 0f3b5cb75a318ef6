import { randomUUID } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { readSummary } from "../list/summary-file.js";
import { listRunIds, openRun, type Run, runHasEnded } from "../runs.js";
import { openRegular } from "./open-regular.js";

/** Events of an ended run that are longer are compressed, once a newer run is there: most of them are lines of logs. */
const PACKED_FROM = 1 << 20;
/** A tenth of the size is what counts, not the last percent. */
const LEVEL = 4;

const packedFile = ({ eventsFile }: Run) => `${eventsFile}.gz`;

/**
 * Compresses the long events of all runs that have ended, but for the newest one, which people look at. Ends early, without
 * a trace, when `signal` is aborted. What goes wrong is said in a sentence each. Never throws.
 */
export async function packOldEvents(runsFolder: string, signal: AbortSignal): Promise<string[]> {
	const problems: string[] = [];
	for (const id of (await listRunIds(runsFolder)).slice(1)) {
		if (signal.aborted) break;
		const run = openRun(runsFolder, id);
		try {
			const { size } = await lstat(run.eventsFile);
			// Without a summary a list of runs would read them all.
			if (size >= PACKED_FROM && (await readSummary(run)) && (await runHasEnded(run))) await packEvents(run, signal);
		} catch (error) {
			if (signal.aborted || (error as NodeJS.ErrnoException).code === "ENOENT") continue;
			problems.push(`The events of the run ${id} could not be compressed: ${whyUnwritable(error)}`);
		}
	}
	return problems;
}

/** Compresses the events of a run that has ended. */
export async function packEvents(run: Run, signal?: AbortSignal): Promise<void> {
	const whole = await openRegular(run.eventsFile);
	const part = whole.createReadStream();
	await replace(packedFile(run), (to) =>
		pipeline(part, createGzip({ level: LEVEL }), to.createWriteStream({ flush: true }), signal ? { signal } : {}),
	);
	await rm(run.eventsFile, { force: true });
}

/**
 * Makes the events of a run readable that were compressed; must come before whatever reads them. Does nothing for others.
 * Throws UserError `events-unreadable`.
 */
export async function unpackEvents(run: Run): Promise<void> {
	const packed = packedFile(run);
	const isThere = async (file: string) => (await lstat(file).catch(() => undefined))?.isFile() ?? false;
	// Somebody who was cut off between the two last steps leaves both, and both are whole.
	if ((await isThere(run.eventsFile)) || !(await isThere(packed))) return;
	try {
		await replace(run.eventsFile, (to) =>
			pipeline(createReadStream(packed), createGunzip(), to.createWriteStream({ flush: true })),
		);
		await rm(packed, { force: true });
	} catch (cause) {
		// Another reader was quicker.
		if (await isThere(run.eventsFile)) return;
		throw new UserError({
			code: "events-unreadable",
			message: `The compressed events of the run ${run.id} cannot be read: ${whyUnwritable(cause)}`,
			place: { file: packed },
			next: ["Make room there, or look at them with zcat."],
			cause,
		});
	}
}

/** Longer nobody writes at one. */
const STALE_MS = 3_600_000;

/** Writes a file whole or not at all; what somebody who was killed has left of it goes. */
async function replace(file: string, write: (to: FileHandle) => Promise<void>): Promise<void> {
	for (const name of await readdir(dirname(file))) {
		const left = join(dirname(file), name);
		if (!/^events\.ndjson(\.gz)?\.[0-9a-f-]{36}$/.test(name)) continue;
		const stat = await lstat(left).catch(() => undefined);
		if (stat && Date.now() - stat.mtimeMs > STALE_MS) await rm(left, { force: true });
	}
	const part = `${file}.${randomUUID()}`;
	const handle = await open(
		part,
		constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
		0o600,
	);
	try {
		await write(handle);
		await rename(part, file);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	} finally {
		await handle.close().catch(() => {});
	}
}
