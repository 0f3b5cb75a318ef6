import { closeSync, existsSync, openSync } from "node:fs";
import { runTool } from "../process/run.js";

/** A loop device that the kernel frees by itself when this process lets go of it or dies (measurements: nothing leaks). */
export interface LoopDevice {
	readonly device: string;
	/** Adds nodes for the partitions; the kernel may have no scanner for their table. */
	addPartitions(): Promise<void>;
	/** Removes partition nodes and frees the device. Everything on it must be unmounted. */
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
	const descriptor = openSync(device, "r+");
	await runTool(["losetup", "-d", device]);
	let partitions = false;
	return {
		device,
		async addPartitions() {
			partitions = true;
			// Where the kernel has scanned the table the nodes are there already, and -u brings both to agree.
			await runTool(["partx", existsSync(`${device}p1`) ? "-u" : "-a", device]);
		},
		async detach() {
			if (partitions) await runTool(["partx", "-d", device], { accept: [0, 1] });
			closeSync(descriptor);
		},
	};
}
