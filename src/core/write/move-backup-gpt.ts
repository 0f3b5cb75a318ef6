import { crc32, type GptPiece } from "../disk/gpt.js";

const SECTOR = 512;

/** What makes a GPT fit a larger disk. */
export interface MovedGpt {
	/** In the order in which they have to be written: at every moment one of both tables is whole. */
	readonly pieces: readonly GptPiece[];
	/** Where usable sectors end now, in bytes. */
	readonly usableEnd: number;
}

/**
 * What has to be written so that the backup of a GPT lies at the end of a larger disk and the space up to there can be used, as
 * `sgdisk -e` does it. `first` is the beginning of the disk, with all of the table. Undefined where there is no whole GPT, or its
 * backup lies at the end already.
 */
export function moveBackupGpt(first: Uint8Array, diskBytes: number): MovedGpt | undefined {
	const disk = Buffer.from(first);
	if (disk.length < 2 * SECTOR || disk.toString("latin1", SECTOR, SECTOR + 8) !== "EFI PART") return undefined;
	const primary = Buffer.from(disk.subarray(SECTOR, 2 * SECTOR));
	const length = primary.readUInt32LE(12);
	const sum = primary.readUInt32LE(16);
	if (length < 92 || length > SECTOR || sealed(primary, length).readUInt32LE(16) !== sum) return undefined;
	const last = Math.floor(diskBytes / SECTOR) - 1;
	const before = Number(primary.readBigUInt64LE(32));
	const tableAt = Number(primary.readBigUInt64LE(72));
	const tableBytes = primary.readUInt32LE(80) * primary.readUInt32LE(84);
	const table = disk.subarray(tableAt * SECTOR, tableAt * SECTOR + tableBytes);
	if (before >= last || table.length !== tableBytes || crc32(table) !== primary.readUInt32LE(88)) return undefined;
	const tableSectors = Math.ceil(tableBytes / SECTOR);
	const backupTable = last - tableSectors;
	primary.writeBigUInt64LE(BigInt(last), 32);
	primary.writeBigUInt64LE(BigInt(backupTable - 1), 48);
	const backup = Buffer.from(primary);
	backup.writeBigUInt64LE(BigInt(last), 24);
	backup.writeBigUInt64LE(1n, 32);
	backup.writeBigUInt64LE(BigInt(backupTable), 72);
	return {
		pieces: [
			{ offset: backupTable * SECTOR, bytes: padded(table, tableSectors * SECTOR) },
			{ offset: last * SECTOR, bytes: sealed(backup, length) },
			{ offset: SECTOR, bytes: sealed(primary, length) },
			{ offset: 0, bytes: protectiveSector(disk, last) },
			// The old backup lies in free space now, and could be taken for a table.
			{ offset: before * SECTOR, bytes: Buffer.alloc(SECTOR) },
		],
		usableEnd: backupTable * SECTOR,
	};
}

/** With the checksum of what it says. */
function sealed(header: Buffer, length: number): Buffer {
	const bytes = Buffer.from(header);
	bytes.writeUInt32LE(0, 16);
	bytes.writeUInt32LE(crc32(bytes.subarray(0, length)), 16);
	return bytes;
}

function padded(bytes: Buffer, length: number): Buffer {
	const whole = Buffer.alloc(length);
	bytes.copy(whole);
	return whole;
}

/** The first sector, whose protective entry covers the whole disk. A hybrid table is left as it is. */
function protectiveSector(disk: Buffer, last: number): Buffer {
	const sector = Buffer.from(disk.subarray(0, SECTOR));
	if (sector[446 + 4] === 0xee && sector.readUInt32LE(446 + 8) === 1) {
		sector.writeUInt32LE(Math.min(last, 0xffffffff), 446 + 12);
	}
	return sector;
}
