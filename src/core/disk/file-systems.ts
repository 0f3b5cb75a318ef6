import type { PlacedFileSystem } from "./disk-layout.js";

/** Types that Linux can be installed on, swapped to or booted from, and that some package brings a mkfs for. */
export const FILE_SYSTEMS: readonly string[] = [
	...["ext4", "ext3", "ext2", "xfs", "btrfs", "vfat", "fat", "swap"],
	...["f2fs", "jfs", "nilfs2", "reiserfs", "bcachefs", "exfat", "ntfs", "msdos"],
];

/** The command that makes a file system on a device (contract §9.7). */
export function mkfsCommand({ type, label, opts }: PlacedFileSystem, uuid: string, device: string): string[] {
	if (type === "swap") return ["mkswap", "-L", label, "-U", uuid, device];
	const begin = ["mkfs", "-t", type, ...opts];
	if (/^ext[234]$/.test(type)) return [...begin, "-L", label, "-U", uuid, "-q", device];
	if (type === "xfs") return [...begin, "-L", label, "-m", `uuid=${uuid}`, "-q", device];
	if (/^v?fat$/.test(type)) return [...begin, "-n", label, device];
	return [...begin, "-L", label, device];
}

/**
 * How many bytes from the start of an empty FAT file system mkfs has written: boot sectors, tables, the root folder. Read
 * from its first sector, which every FAT describes itself in.
 */
export function fatHeadBytes(bootSector: Uint8Array): number {
	const view = new DataView(bootSector.buffer, bootSector.byteOffset, bootSector.byteLength);
	const sector = view.getUint16(11, true);
	const reserved = view.getUint16(14, true);
	const tables = view.getUint8(16) * (view.getUint16(22, true) || view.getUint32(36, true));
	const rootEntries = view.getUint16(17, true);
	// FAT32 has its root folder in a cluster, the first one.
	const root = rootEntries > 0 ? Math.ceil((rootEntries * 32) / sector) : view.getUint8(13);
	return (reserved + tables + root) * sector;
}
