import { once } from "node:events";
import { Worker } from "node:worker_threads";

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
export async function digestBeside(paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
	if (paths.length === 0) return {};
	const worker = new Worker(WORK, { eval: true, workerData: paths });
	const [digests] = await once(worker, "message");
	return digests as Record<string, string>;
}
