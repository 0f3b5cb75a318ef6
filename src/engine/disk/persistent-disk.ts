import { existsSync, readFileSync } from "node:fs";
import { readdir, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DiskLayout } from "../../core/disk/disk-layout.js";
import { type DiskState, diskState } from "../../core/disk/disk-state.js";
import type { DiskGraph } from "../../core/disk/graph.js";
import { runTool } from "../../host/run-tool.js";
import { releaseVolumes } from "./logical-volumes.js";
import { addPartitionNodes, type LoopDevice, type LoopOptions } from "./loop-device.js";
import { copyIntoFat } from "./make-file-system.js";
import { createDisk, unmountFully } from "./mounted-disk.js";

export interface PersistentDiskOptions {
	readonly graph: DiskGraph;
	readonly layout: DiskLayout;
	readonly imageDirectory: string;
	readonly mountBase: string;
}

/**
 * Makes and mounts a disk that outlives this process; what is returned is enough to take it down again (contract §2.6).
 * Nothing remains when it fails. Needs root.
 */
export async function createPersistentDisk({ graph, ...options }: PersistentDiskOptions): Promise<DiskState> {
	const { layout, devices, files } = await createDisk({ ...options, attach: attachPersistentLoop });
	return diskState({ graph, layout, loops: devices, files, mountBase: options.mountBase });
}

/** Trims, unmounts and detaches; does nothing the second time. Throws UserError when something keeps a file system busy. */
export async function releasePersistentDisk(
	layout: DiskLayout,
	{ blockdev, mount, mount_order }: DiskState,
): Promise<void> {
	const images = layout.images.map(({ name }) => blockdev[name]).filter((one) => one !== undefined);
	const attached = images.filter(({ device, image }) => backingFile(device) === image);
	if (attached.length === 0) return;
	for (const point of mount_order.toReversed()) {
		const { path = "none", base = "" } = mount[point] ?? {};
		if (path === "none") continue;
		await runTool(["sync"]);
		const system = layout.fileSystems.find(({ node }) => node === base);
		const { stdout: type } = await runTool(["findmnt", "-no", "FSTYPE", "--mountpoint", path], { accept: [0, 1] });
		if (type === "") continue;
		// Where the host cannot mount vfat, a tmpfs has taken its place.
		if (type === "tmpfs" && system?.place) {
			await copyIntoFat({ folder: path }, blockdev[system.place.image]?.image ?? "", system.place.start);
		} else if (type !== "vfat") await runTool(["fstrim", "--quiet-unsupported", path]);
		await unmountFully(path);
	}
	for (const volumes of layout.lvm.toReversed()) await releaseVolumes(volumes);
	for (const { device } of attached.toReversed()) await detachPersistentLoop(device);
}

/** Another file may have got the device since. */
function backingFile(device: string): string | undefined {
	const file = `/sys/block/${basename(device)}/loop/backing_file`;
	return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

/** Removes the image files. */
export async function removeImages({ blockdev }: DiskState): Promise<void> {
	for (const { image } of Object.values(blockdev)) if (image) await rm(image, { force: true });
}

/** Attaches a file to a loop device that stays until it is detached: it outlives this process. */
async function attachPersistentLoop({ file, sectorSize = 512 }: LoopOptions): Promise<LoopDevice> {
	const sector = sectorSize === 512 ? [] : ["--sector-size", String(sectorSize)];
	const { stdout: device } = await runTool(["losetup", "--find", "--show", "--partscan", ...sector, file]);
	return {
		device,
		addPartitions: async () => void (await addPartitionNodes(device)),
		detach: () => detachPersistentLoop(device),
	};
}

/** Frees the device, and removes what a /dev without the kernel's own nodes keeps of its partitions. */
async function detachPersistentLoop(device: string): Promise<void> {
	await runTool(["partx", "-d", device], { accept: [0, 1] });
	await runTool(["losetup", "-d", device]);
	const folder = dirname(device);
	const stale = (await readdir(folder)).filter((name) => /^p\d+$/.test(name.slice(basename(device).length)));
	for (const name of stale.filter((one) => one.startsWith(basename(device)))) await unlink(join(folder, name));
}
