import { randomUUID } from "node:crypto";
import type { PlacedFileSystem } from "../../core/disk/layout.js";
import { runTool } from "../process/run.js";
import { attachLoop } from "./loop-device.js";

/**
 * Makes one file system in its place in the image file, through a loop device that shows just that place, before the
 * whole image is attached: so no stale cache of the partition can exist (contract §9.7, design §4.7).
 */
export async function makeFileSystem(system: PlacedFileSystem, file: string, sectorSize: number): Promise<void> {
	const { place } = system;
	if (!place) throw new Error(`${system.node} lies on no image`);
	const loop = await attachLoop({ file, part: place, sectorSize });
	try {
		await runTool(mkfsArgv(system, loop.device));
	} finally {
		await loop.detach();
	}
}

/** The command of contract §9.7 for a device. */
export function mkfsArgv({ type, label, uuid = randomUUID(), opts }: PlacedFileSystem, device: string): string[] {
	switch (type) {
		case "ext2":
		case "ext3":
		case "ext4":
			return ["mkfs", "-t", type, ...opts, "-L", label, "-U", uuid, "-q", device];
		case "xfs":
			return ["mkfs", "-t", "xfs", ...opts, "-L", label, "-m", `uuid=${uuid}`, "-q", device];
		case "vfat":
		case "fat":
			return ["mkfs", "-t", "vfat", ...opts, "-n", label, device];
		case "swap":
			return ["mkswap", "-L", label, "-U", uuid, device];
		default:
			return ["mkfs", "-t", type, ...opts, "-L", label, device];
	}
}
