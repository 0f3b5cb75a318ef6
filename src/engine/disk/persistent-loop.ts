import { readdir, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { addPartitionNodes, type LoopDevice, type LoopOptions } from "./loop-device.js";

/** Attaches a file to a loop device that stays until it is detached: it outlives this process. */
export async function attachPersistentLoop({ file, sectorSize = 512 }: LoopOptions): Promise<LoopDevice> {
	const sector = sectorSize === 512 ? [] : ["--sector-size", String(sectorSize)];
	const { stdout: device } = await runTool(["losetup", "--find", "--show", "--partscan", ...sector, file]);
	return {
		device,
		addPartitions: async () => void (await addPartitionNodes(device)),
		detach: () => detachPersistentLoop(device),
	};
}

/** Frees the device, and removes what a /dev without the kernel's own nodes keeps of its partitions. */
export async function detachPersistentLoop(device: string): Promise<void> {
	await runTool(["partx", "-d", device], { accept: [0, 1] });
	await runTool(["losetup", "-d", device]);
	const folder = dirname(device);
	const stale = (await readdir(folder)).filter((name) => /^p\d+$/.test(name.slice(basename(device).length)));
	for (const name of stale.filter((one) => one.startsWith(basename(device)))) await unlink(join(folder, name));
}
