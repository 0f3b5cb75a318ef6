import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type DiskImage, type DiskLayout, deviceNodes, type PlacedFileSystem } from "../../core/disk/disk-layout.js";
import { EXIT, UserError } from "../../core/errors.js";
import type { Identity } from "../../core/reproducible/identity.js";
import { runTool } from "../../host/run-tool.js";
import { inTree } from "../tree/in-tree.js";
import { unmount } from "../tree/unmount.js";
import { Scope } from "../work/scope.js";
import { makeVolumes } from "./logical-volumes.js";
import { attachLoop, type LoopDevice } from "./loop-device.js";
import { copyIntoFat, makeFileSystem, makeOnDevice } from "./make-file-system.js";
import { copyRest, type Filling, makePrefilled } from "./prefill.js";
import { writeImageFile } from "./write-table.js";

export interface CreateDiskOptions {
	readonly layout: DiskLayout;
	readonly imageDirectory: string;
	/** Name of an image's file; in its own directory or `imageDirectory` unless given. */
	readonly fileOf?: (image: DiskImage) => string;
	/** Where the final file systems appear. */
	readonly mountBase: string;
	/** Devices end with this process unless they are attached otherwise. */
	readonly attach?: typeof attachLoop;
	/** Of a reproducible image. */
	readonly identity?: Identity;
	/** What the file systems hold from the beginning; see `canPrefill`. */
	readonly filling?: Filling;
	/** Called when the image file is whole, before anything is mounted. */
	readonly onMade?: (file: string, layout: DiskLayout) => Promise<void>;
	/** Where the image file comes from when it is not made anew. */
	readonly kept?: KeptDisk;
}

/** An image file of an earlier build, with the same layout and UUIDs. */
export interface KeptDisk {
	/** Copies it. */
	copyTo(file: string): Promise<void>;
	/** Makes of the tree in it the one of this build; `at` is where it is mounted. */
	change(at: string): Promise<void>;
}

/** The final file systems, mounted. */
export interface MountedDisk {
	/** As given, with the UUIDs that the file systems got. */
	readonly layout: DiskLayout;
	/** Absolute mount points. */
	readonly mountPoints: readonly string[];
	/** Device nodes by node name: images, partitions, logical volumes (contract §9.9). */
	readonly devices: ReadonlyMap<string, string>;
	/** Raw image files by name. */
	readonly files: ReadonlyMap<string, string>;
	/** Trims, unmounts, detaches; returns the raw image files by name. Throws UserError when something keeps them busy. */
	finish(): Promise<ReadonlyMap<string, string>>;
	/** Lets go of everything without care for the content; does nothing after `finish`. */
	abandon(): Promise<void>;
}

/**
 * Makes image files, tables and file systems and mounts all of them; nothing remains when it fails (contract §7.3,
 * step 21). Needs root and a private mount namespace.
 */
export async function createDisk(options: CreateDiskOptions): Promise<MountedDisk> {
	const { imageDirectory, mountBase, attach = attachLoop, filling, kept } = options;
	const { fileOf = (image) => join(image.directory ?? imageDirectory, `${image.name}.raw`) } = options;
	const layout = withUuids(options.layout);
	const scope = new Scope();
	const files = new Map<string, string>();
	const state = { careful: false };
	try {
		if (filling)
			for (const point of layout.mountOrder) await inTree(filling.tree, point, { make: true }, async () => {});
		const loops = new Map<string, LoopDevice>();
		for (const image of layout.images) {
			const file = fileOf(image);
			files.set(image.name, file);
			if (kept) await kept.copyTo(file);
			else await writeImage(image, file, layout, options);
			await options.onMade?.(file, layout);
			const loop = await attach({ file, sectorSize: image.sectorSize });
			scope.defer(`the loop device of ${image.name}`, () => loop.detach());
			if (image.partitions.length > 0) await loop.addPartitions();
			loops.set(image.name, loop);
		}
		const devices = deviceNodes(layout, new Map([...loops].map(([name, { device }]) => [name, device])));
		for (const volumes of layout.lvm) await makeVolumes(volumes, devices, scope);
		for (const system of layout.fileSystems.filter(({ place }) => !place)) {
			await makeOnDevice(system, devices.get(system.on) as string);
		}
		const mounted = { trims: [] as string[], mountPoints: [] as string[] };
		const place = (point: string) => join(mountBase, point).replace(/\/$/, "");
		for (const point of layout.mountOrder) {
			const system = layout.fileSystems.find(({ mountPoint }) => mountPoint === point) as PlacedFileSystem;
			const at = place(point);
			await mkdir(at, { recursive: true });
			const device = devices.get(system.on) as string;
			const real = await mountFileSystem(system, device, at);
			scope.defer(`the mount ${at}`, () => (state.careful ? unmountFully(at) : unmount(at)));
			const { place: partition } = system;
			if (!real && partition) {
				const copyBack = () => copyIntoFat({ folder: at }, files.get(partition.image) as string, partition.start);
				scope.defer(`the content of ${point}`, () => (state.careful ? copyBack() : undefined));
			}
			if (real && !/^v?fat$/.test(system.type)) mounted.trims.push(at);
			mounted.mountPoints.push(at);
		}
		if (kept) await kept.change(mountBase);
		else if (filling) await copyRest(layout, filling, place);
		return {
			layout,
			mountPoints: mounted.mountPoints,
			devices,
			files,
			async finish() {
				if (mounted.mountPoints.length > 0) await runTool(["sync", "--file-system", "--", ...mounted.mountPoints]);
				// Deleted blocks stay in the image unless the journal was committed before.
				// An image that could not be trimmed is larger, and as good.
				for (const at of mounted.trims) await runTool(["fstrim", "--quiet-unsupported", at]).catch(() => {});
				state.careful = true;
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
		for (const file of files.values()) await rm(file, { force: true });
		throw error;
	}
}

async function writeImage(
	image: DiskImage,
	file: string,
	layout: DiskLayout,
	{ filling, identity }: Pick<CreateDiskOptions, "filling" | "identity">,
): Promise<void> {
	await writeImageFile(image, file, identity);
	for (const system of layout.fileSystems.filter(({ place }) => place?.image === image.name)) {
		if (filling) await makePrefilled(system, file, image.sectorSize, layout, filling, identity);
		else await makeFileSystem(system, file, image.sectorSize, undefined, identity);
	}
}

function withUuids(layout: DiskLayout): DiskLayout {
	return {
		...layout,
		fileSystems: layout.fileSystems.map((system) => ({ ...system, uuid: system.uuid ?? randomUUID() })),
	};
}

/**
 * Mounts one file system; false when its place was taken by a tmpfs. That happens to an EFI partition on a host that
 * cannot mount vfat: the tmpfs is named after the device, which boot loader installers accept, and its content is copied
 * into the real file system at the end.
 */
async function mountFileSystem({ type }: PlacedFileSystem, device: string, at: string): Promise<boolean> {
	if (!/^v?fat$/.test(type) || (await canMount("vfat"))) {
		await runTool(["mount", "--no-mtab", "-t", type === "fat" ? "vfat" : type, device, at]);
		return true;
	}
	await runTool(["mount", "--no-mtab", "-t", "tmpfs", "-o", "mode=0755", device, at]);
	return false;
}

async function canMount(type: string): Promise<boolean> {
	const known = async () => new RegExp(`\\b${type}$`, "m").test(await readFile("/proc/filesystems", "utf8"));
	if (await known()) return true;
	await runTool(["modprobe", "-q", type], { accept: [0, 1, 127] }).catch(() => {});
	return known();
}

/** Waits for late users; a file system that stays busy would be torn in the image, so this is an error. */
export async function unmountFully(at: string): Promise<void> {
	for (let tries = 0; tries < UNMOUNT_TRIES; tries += 1) {
		const { exitCode } = await runTool(["umount", "--no-mtab", "--", at], { accept: [0, 1, 32] });
		if (exitCode === 0) return;
		await wait(300);
	}
	await unmount(at);
	throw new UserError({
		code: "mount-busy",
		message: `the file system at ${at} is still in use at the end of the build`,
		next: ["Look for a hook that leaves a daemon running in the image."],
		exitCode: EXIT.failed,
	});
}

const UNMOUNT_TRIES = 9;
