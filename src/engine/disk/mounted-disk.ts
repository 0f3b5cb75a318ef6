import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiskLayout, PlacedFileSystem } from "../../core/disk/layout.js";
import { EXIT, UserError } from "../../core/errors.js";
import { unmount } from "../mounts.js";
import { runTool } from "../process/run.js";
import { Scope } from "../scope.js";
import { attachLoop, type LoopDevice } from "./loop-device.js";
import { makeFileSystem } from "./make-file-system.js";
import { writeImageFile } from "./write-table.js";

export interface CreateDiskOptions {
	readonly layout: DiskLayout;
	/** Bytes; alignment of MBR partitions. */
	readonly align: number;
	readonly imageDirectory: string;
	/** Where the final file systems appear. */
	readonly mountBase: string;
}

/** The final file systems, mounted. */
export interface MountedDisk {
	/** Absolute mount points. */
	readonly mountPoints: readonly string[];
	/** Device nodes by node name: images and partitions, images first (contract §9.9). */
	readonly devices: ReadonlyMap<string, string>;
	/** Trims, unmounts, detaches; returns the raw image files by name. */
	finish(): Promise<ReadonlyMap<string, string>>;
	/** Lets go of everything without care for the content; does nothing after `finish`. */
	abandon(): Promise<void>;
}

/** Makes image files, tables and file systems and mounts all of them; nothing remains when it fails (contract §7.3, step 21). */
export async function createDisk(options: CreateDiskOptions): Promise<MountedDisk> {
	const { layout, imageDirectory, mountBase } = options;
	if (layout.usesLvm) {
		throw new UserError({
			code: "no-lvm",
			message: "the layout uses LVM, which this version cannot make",
			next: ["Use a layout of plain partitions, for example block-device-gpt."],
			exitCode: EXIT.host,
		});
	}
	const scope = new Scope();
	try {
		const files = new Map<string, string>();
		const loops = new Map<string, LoopDevice>();
		for (const image of layout.images) {
			const file = join(image.directory ?? imageDirectory, `${image.name}.raw`);
			files.set(image.name, file);
			await writeImageFile(image, file, options.align);
			for (const system of layout.fileSystems.filter(({ place }) => place?.image === image.name)) {
				await makeFileSystem(system, file, image.sectorSize);
			}
			const loop = await attachLoop({ file, sectorSize: image.sectorSize });
			scope.defer(`the loop device of ${image.name}`, () => loop.detach());
			if (image.partitions.length > 0) await loop.addPartitions();
			loops.set(image.name, loop);
		}
		const devices = deviceNodes(layout, loops);
		const trims: string[] = [];
		const mountPoints: string[] = [];
		for (const point of layout.mountOrder) {
			const system = layout.fileSystems.find(({ mountPoint }) => mountPoint === point) as PlacedFileSystem;
			const at = join(mountBase, point).replace(/\/$/, "");
			await mkdir(at, { recursive: true });
			const copyBack = await mountFileSystem(system, devices.get(system.on) as string, at, files);
			scope.defer(`the mount ${at}`, () => unmount(at));
			if (copyBack) scope.defer(`the content of ${point}`, copyBack);
			else if (system.type !== "vfat") trims.push(at);
			mountPoints.push(at);
		}
		return {
			mountPoints,
			devices,
			async finish() {
				await runTool(["sync"]);
				// Deleted blocks stay in the image unless the journal was committed before.
				for (const at of trims) await runTool(["fstrim", at]);
				const failures = await scope.close();
				if (failures[0]) throw failures[0].error;
				return files;
			},
			async abandon() {
				await scope.close();
			},
		};
	} catch (error) {
		await scope.close();
		throw error;
	}
}

function deviceNodes(layout: DiskLayout, loops: ReadonlyMap<string, LoopDevice>): Map<string, string> {
	const devices = new Map<string, string>();
	for (const image of layout.images) {
		const { device } = loops.get(image.name) as LoopDevice;
		devices.set(image.name, device);
		for (const { name, number } of image.partitions) devices.set(name, `${device}p${number}`);
	}
	return devices;
}

/**
 * Mounts one file system. An EFI partition on a host that cannot mount vfat becomes a tmpfs named after its device,
 * which boot loader installers accept; the returned function copies its content into the real one.
 */
async function mountFileSystem(
	system: PlacedFileSystem,
	device: string,
	at: string,
	files: ReadonlyMap<string, string>,
): Promise<(() => Promise<void>) | undefined> {
	if (!/^v?fat$/.test(system.type) || (await canMount("vfat"))) {
		await runTool(["mount", "-t", system.type === "fat" ? "vfat" : system.type, device, at]);
		return undefined;
	}
	await runTool(["mount", "-t", "tmpfs", "-o", "mode=0755", device, at]);
	const { place } = system;
	return async () => {
		const content = (await readdir(at)).map((name) => join(at, name));
		if (content.length === 0 || !place) return;
		await runTool(["mcopy", "-i", `${files.get(place.image)}@@${place.start}`, "-s", "-m", "-o", ...content, "::/"], {
			env: { MTOOLS_SKIP_CHECK: "1" },
		});
	};
}

async function canMount(type: string): Promise<boolean> {
	const known = async () => new RegExp(`\\b${type}$`, "m").test(await readFile("/proc/filesystems", "utf8"));
	if (await known()) return true;
	await runTool(["modprobe", "-q", type], { accept: [0, 1, 127] }).catch(() => {});
	return known();
}
