import { type LvmLayout, lvmDevices } from "./lvm.js";

/** One partition with its place on the disk. */
export interface PlacedPartition {
	readonly name: string;
	/** 1.. for primaries and GPT, 5.. for logical ones. */
	readonly number: number;
	/** Bytes from the start of the image. */
	readonly start: number;
	readonly bytes: number;
	readonly type: string;
	readonly boot: boolean;
	/** Sector of the extended boot record that names a logical partition. */
	readonly ebr?: number;
}

/** One image file. */
export interface DiskImage {
	readonly name: string;
	readonly bytes: number;
	readonly sectorSize: number;
	readonly directory?: string;
	readonly table?: "mbr" | "gpt";
	/** Bytes to which partitions are aligned. */
	readonly align: number;
	readonly partitions: readonly PlacedPartition[];
}

/** A file system and where it lies. */
export interface PlacedFileSystem {
	readonly node: string;
	readonly type: string;
	readonly label: string;
	readonly uuid?: string;
	/** Words for mkfs, split as a shell would. */
	readonly opts: readonly string[];
	/** Name of the partition, image or logical volume below it. */
	readonly on: string;
	/** Absent for logical volumes. */
	readonly place?: {
		readonly image: string;
		readonly start: number;
		readonly bytes: number;
		readonly partition?: number;
	};
	/** Absent when it is not mounted. */
	readonly mountPoint?: string;
}

/** The whole disk with all sizes known. */
export interface DiskLayout {
	readonly images: readonly DiskImage[];
	readonly fileSystems: readonly PlacedFileSystem[];
	/** Mount points of real file systems, parents first. */
	readonly mountOrder: readonly string[];
	readonly fstab: string;
	/** Each after those it lies on; empty without logical volumes. */
	readonly lvm: readonly LvmLayout[];
}

/**
 * Device nodes by node name, images before their partitions before logical volumes, given the loop device of each image
 * (contract §9.9; our partition nodes are /dev/loop0p1 where DIB has device-mapper's).
 */
export function deviceNodes(layout: DiskLayout, loops: ReadonlyMap<string, string>): Map<string, string> {
	const devices = new Map<string, string>();
	for (const image of layout.images) {
		const device = loops.get(image.name) ?? "";
		devices.set(image.name, device);
		for (const { name, number } of image.partitions) devices.set(name, `${device}p${number}`);
	}
	for (const [name, device] of layout.lvm.flatMap(lvmDevices)) devices.set(name, device);
	return devices;
}
