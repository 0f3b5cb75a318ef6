import { shortBytes } from "../text/short-quantities.js";
import type { Device, DeviceContent } from "./device.js";

/** Why nothing may be written to a device. */
export interface Refusal {
	/** Stable, kebab-case. */
	readonly code: string;
	/** The end of a sentence that begins with the device's name. */
	readonly why: string;
	readonly next: string;
}

/** Where the running system lives. */
const SYSTEM_PLACES = /^\/(boot(\/.*)?|efi|usr|var|home)?$/;

/** Signatures of parts of a larger whole, that nothing has put together at the moment. */
const MEMBERS: Readonly<Record<string, string>> = {
	LVM2_member: "a volume group of LVM",
	linux_raid_member: "a RAID",
	zfs_member: "a pool of ZFS",
	ddf_raid_member: "a RAID",
	isw_raid_member: "a RAID",
	bcache: "a cache of disks",
};

/** Why a device is not written to; undefined for one that may be. `partition`: a partition alone was asked for. */
export function refuseDevice(device: Device, partition = false): Refusal | undefined {
	const { path, contents } = device;
	if (device.isOptical) return { code: "device-optical", why: "is an optical drive", next: OTHER };
	if (device.bytes === 0)
		return { code: "device-empty", why: "has no medium in it", next: "Put a card or a disk into it." };
	const inUse = refuseInUse(contents, path);
	if (inUse) return inUse;
	if (device.isReadOnly)
		return {
			...{ code: "device-read-only", why: "can only be read" },
			next: "Look for a switch at its side that locks it, or use another one.",
		};
	if (device.isPartition && !partition) {
		return {
			...{ code: "device-partition", why: "is a partition, and an image of a disk boots from a whole one" },
			next: "Name the disk itself, or say that you mean the partition: --partition",
		};
	}
	return refuseMember(contents);
}

/** What is read at the device's name by refusal alone. */
const OTHER = "diskwright write IMAGE lists the disks that could take it.";

function refuseInUse(contents: readonly DeviceContent[], path: string): Refusal | undefined {
	const system = contents.find(({ mountedAt }) => mountedAt.some((place) => SYSTEM_PLACES.test(place)));
	if (system) {
		const places = system.mountedAt.filter((place) => SYSTEM_PLACES.test(place)).sort();
		return { code: "device-system", why: `holds the running system (${places[0]} is on it)`, next: OTHER };
	}
	const swap = contents.find(({ isSwap }) => isSwap);
	if (swap)
		return {
			code: "device-in-use",
			why: `is in use: ${swap.name} is swap of the running system`,
			next: `If you mean it: swapoff /dev/${swap.name}`,
		};
	const mounted = contents.find(({ mountedAt }) => mountedAt.length > 0);
	if (mounted) {
		return {
			...{ code: "device-in-use", why: `is in use: ${mounted.name} is mounted at ${mounted.mountedAt.join(", ")}` },
			next: `If you mean it: umount ${mounted.mountedAt.map((place) => `'${place}'`).join(" ")}`,
		};
	}
	const made = contents.find(({ madeBy }) => madeBy !== undefined);
	if (made) {
		return {
			...{ code: "device-in-use", why: `is in use: ${made.name} is made of it (${made.madeBy})` },
			next: `See what it is: lsblk ${path}. End its use first.`,
		};
	}
	return undefined;
}

function refuseMember(contents: readonly DeviceContent[]): Refusal | undefined {
	const member = contents.find(({ fileSystem }) => fileSystem !== undefined && MEMBERS[fileSystem] !== undefined);
	if (!member) return undefined;
	return {
		...{
			code: "device-member",
			why: `belongs to something larger: ${member.name} is part of ${MEMBERS[member.fileSystem ?? ""]}`,
		},
		next: `If it is to be given up: wipefs --all /dev/${member.name}`,
	};
}

/** Why an image does not go on a device, though the device may be written to. `table`: it holds a partition table for sectors of 512 bytes. */
export function refuseImage(
	image: { readonly bytes: number; readonly table: boolean },
	device: Device,
): Refusal | undefined {
	if (image.bytes > device.bytes) {
		const missing = shortBytes(image.bytes - device.bytes);
		return {
			code: "device-too-small",
			why: `is too small: the disk in the image has ${shortBytes(image.bytes)} (${image.bytes} bytes), it has ${shortBytes(device.bytes)} (${device.bytes}), ${missing} less`,
			next: "Use a larger one, or build a smaller image: --image-size GIB",
		};
	}
	if (image.table && !device.isPartition && device.sectorBytes !== 512) {
		return {
			code: "device-sectors",
			why: `counts in sectors of ${device.sectorBytes} bytes, and the image's partition table in sectors of 512: nothing would find its partitions`,
			next: "Use a disk with sectors of 512 bytes; some can be switched (nvme format, hdparm --set-sector-size).",
		};
	}
	return undefined;
}
