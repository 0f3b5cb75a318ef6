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
