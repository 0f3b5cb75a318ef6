import { setTimeout as wait } from "node:timers/promises";
import { runTool } from "../host/run-tool.js";

/** Others look at a disk as soon as it is closed; they are quick. */
const TRIES = 10;
const BETWEEN_MS = 200;

/** Lets the kernel know the partitions of a disk anew; false when it does not, so that the disk has to be put in again. */
export async function rereadPartitions(path: string): Promise<boolean> {
	let said = await complaint(["blockdev", "--rereadpt", path]);
	for (let attempt = 1; attempt < TRIES && said !== undefined && /busy/i.test(said); attempt += 1) {
		await wait(BETWEEN_MS);
		said = await complaint(["blockdev", "--rereadpt", path]);
	}
	// Some devices have no partitions, ever; and some kernels cannot read a GPT themselves.
	const isTold = (await complaint(["partx", "--update", path])) === undefined;
	return isTold || said === undefined || /invalid argument/i.test(said);
}

/** Undefined when it went well. */
async function complaint(argv: readonly string[]): Promise<string | undefined> {
	const done = await runTool(argv, { accept: "any" }).catch((error: Error) => ({ exitCode: 1, stderr: error.message }));
	return done.exitCode === 0 ? undefined : done.stderr;
}
