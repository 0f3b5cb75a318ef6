import { closeSync, existsSync, openSync } from "node:fs";
import { readdir, readFile, unlink } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../process/run.js";

/** A loop device that the kernel frees by itself when this process lets go of it or dies (measurements: nothing leaks). */
export interface LoopDevice {
	readonly device: string;
	/** Adds nodes for the partitions; the kernel may have no scanner for their table. */
	addPartitions(): Promise<void>;
	/** Removes partition nodes and frees the device; throws UserError `loop-busy` when something still uses it. */
	detach(): Promise<void>;
}

export interface LoopOptions {
	readonly file: string;
	/** Only this part of the file, in bytes. */
	readonly part?: { readonly start: number; readonly bytes: number };
	readonly sectorSize?: number;
}

/**
 * Attaches a file. The open descriptor keeps the device while `losetup -d` already asks to free it: so it goes with
 * this process, however that ends. `-P` lets the kernel drop partition nodes with the device.
 */
export async function attachLoop({ file, part, sectorSize = 512 }: LoopOptions): Promise<LoopDevice> {
	const range = part ? ["-o", String(part.start), "--sizelimit", String(part.bytes)] : ["-P"];
	const sector = sectorSize === 512 ? [] : ["--sector-size", String(sectorSize)];
	const { stdout: device } = await runTool(["losetup", "-f", "--show", ...range, ...sector, file]);
	const descriptor = holdAndFree(device);
	await runTool(["losetup", "-d", device]);
	const backing = await backingFile(device);
	const made: string[] = [];
	return {
		device,
		async addPartitions() {
			// Where the kernel has scanned the table the nodes are there already, and -u brings both to agree.
			await runTool(["partx", existsSync(`${device}p1`) ? "-u" : "-a", device]);
			made.push(...(await makeMissingNodes(device)));
		},
		async detach() {
			if (!part) await runTool(["partx", "-d", device], { accept: [0, 1] });
			for (const node of made) await unlink(node);
			closeSync(descriptor);
			await untilFree(device, backing);
		},
	};
}

function holdAndFree(device: string): number {
	try {
		return openSync(device, "r+");
	} catch (cause) {
		throw new UserError({
			code: "no-loop-node",
			message: `the loop device ${device} has no usable node: ${cause instanceof Error ? cause.message : cause}`,
			next: ["Make the host's loop devices visible here (in a container: --privileged -v /dev:/dev)."],
			exitCode: EXIT.host,
			cause,
		});
	}
}

/** Nodes that a /dev without the kernel's own (in a container) does not get by itself. */
async function makeMissingNodes(device: string): Promise<string[]> {
	const folder = `/sys/block/${basename(device)}`;
	const made: string[] = [];
	for (const name of (await readdir(folder)).filter((entry) => entry.startsWith(`${basename(device)}p`))) {
		const node = `/dev/${name}`;
		if (existsSync(node)) continue;
		const [major = "", minor = ""] = (await readFile(`${folder}/${name}/dev`, "utf8")).trim().split(":");
		await runTool(["mknod", "-m", "0660", node, "b", major, minor]);
		made.push(node);
	}
	return made;
}

async function backingFile(device: string): Promise<string | undefined> {
	return readFile(`/sys/block/${basename(device)}/loop/backing_file`, "utf8").catch(() => undefined);
}

/** The kernel frees the device when its last user is gone, which may be a moment after we were. */
async function untilFree(device: string, backing: string | undefined): Promise<void> {
	for (let tries = 0; tries < 50; tries += 1) {
		const now = await backingFile(device);
		if (now === undefined || now !== backing) return;
		await wait(100);
	}
	throw new UserError({
		code: "loop-busy",
		message: `the loop device ${device} is still in use after it was unmounted`,
		next: [`Look for who uses it: fuser -vm ${device}`],
		exitCode: EXIT.failed,
	});
}
