import { once } from "node:events";
import { type BigIntStats, lstatSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { BuiltOutput } from "../../core/built/built-record.js";

/** So much is read again within half a second. */
const MOST_DIGESTED = 1 << 30;

/** How a file stands now; undefined where there is none. Throws an Error for what is no plain file. */
export function outputState(path: string): Omit<BuiltOutput, "sha256"> | undefined {
	const stats: BigIntStats | undefined = lstatSync(path, { bigint: true, throwIfNoEntry: false });
	if (!stats) return undefined;
	if (!stats.isFile()) throw new Error(`${path} is no plain file`);
	return { path, bytes: Number(stats.size), mtime: String(stats.mtimeNs), inode: String(stats.ino) };
}

/**
 * How the files of a build stand now it is done, with digests: `known` are those that it has made itself; files of more than
 * 1 GiB have no other. Throws an Error when one of them is not there.
 */
export async function builtOutputs(
	paths: readonly string[],
	known: Readonly<Record<string, string>>,
): Promise<BuiltOutput[]> {
	const states = paths.map((path) => {
		const state = outputState(path);
		if (!state) throw new Error(`${path} is gone already`);
		return state;
	});
	const wanted = states.filter(({ path, bytes }) => known[path] === undefined && bytes <= MOST_DIGESTED);
	const digests = await digestBeside(wanted.map(({ path }) => path));
	return states.map((state) => {
		const sha256 = known[state.path] ?? digests[state.path];
		return sha256 === undefined ? state : { ...state, sha256 };
	});
}

/** How these files stand now; with `contents` those that have a digest are read. */
export async function outputsNow(outputs: readonly BuiltOutput[], contents: boolean): Promise<BuiltOutput[]> {
	const there = outputs.flatMap(({ path, sha256 }) => {
		const state = outputState(path);
		return state ? [{ state, isRead: contents && sha256 !== undefined }] : [];
	});
	const digests = await digestBeside(there.filter(({ isRead }) => isRead).map(({ state }) => state.path));
	return there.map(({ state }) => ({ ...state, ...(digests[state.path] ? { sha256: digests[state.path] } : {}) }));
}

/** Reads files on another core: hashing takes a core for itself. In JavaScript, because a worker is a file of its own otherwise. */
const WORK = `
const { createHash } = require("node:crypto");
const { closeSync, openSync, readSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
const buffer = Buffer.allocUnsafe(1 << 20);
const digests = {};
for (const path of workerData) {
	const hash = createHash("sha256");
	const file = openSync(path, "r");
	for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) hash.update(buffer.subarray(0, read));
	closeSync(file);
	digests[path] = hash.digest("hex");
}
parentPort.postMessage(digests);
`;

/** SHA-256 of files, by path, while this thread goes on. Throws what reading them throws. */
async function digestBeside(paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
	if (paths.length === 0) return {};
	const worker = new Worker(WORK, { eval: true, workerData: paths });
	const [digests] = await once(worker, "message");
	return digests as Record<string, string>;
}
