import { DiskError } from "./disk-error.js";
import type { DiskImage, PlacedPartition } from "./disk-layout.js";
import type { DiskNode } from "./node.js";
import { partitionSize } from "./values.js";

type PartitionNode = Extract<DiskNode, { kind: "partition" }>;

const MIB = 2 ** 20;
const ENTRIES = 128;
const ENTRY_BYTES = 128;

/** What FAT and NTFS have in an MBR, hidden or not: all of it is "basic data" to sgdisk. */
const BASIC_DATA = ["01", "04", "06", "07", "0B", "0C", "0E", "11", "14", "16", "17", "1B", "1C", "1E"];

/** GUIDs of the type codes that sgdisk users write (contract §9.7). */
const TYPES: Readonly<Record<string, string>> = {
	...Object.fromEntries(BASIC_DATA.map((code) => [`${code}00`, "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"])),
	"0C01": "E3C9E316-0B5C-4DB8-817D-F92DF00215AE",
	"2700": "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC",
	"4100": "9E1A2D38-C612-4316-AA26-8B49521E5A8B",
	"8200": "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F",
	"8300": "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
	"8301": "8DA63339-0007-60C0-C436-083AC8230908",
	"8302": "933AC7E1-2EB4-4F13-B844-0E14E2AEF915",
	"8303": "44479540-F297-41B2-9AF7-D131D5F0458A",
	"8304": "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709",
	"8305": "B921B045-1DF0-41C3-AF44-4C6F280D3FAE",
	"8306": "3B8F8425-20E0-4F3B-907F-1A25A76F98E8",
	"8307": "69DAD710-2CE4-4E3C-B16C-21A1D49ABED3",
	"8308": "7FFEC5C9-2D00-49B7-8941-3EA10A5586B7",
	"8309": "CA7D7CCB-63ED-4C53-861C-1742536059CC",
	"830A": "993D8D3D-F80E-4225-855A-9DAF8ED7EA97",
	"830B": "D13C5D3B-B5D1-422A-B29F-9454FDC89D76",
	"830C": "2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5",
	"830D": "7386CDF2-203C-47A9-A498-F2ECCE45A2D6",
	"830E": "DF3300CE-D69F-4C92-978C-9BFB0F38D820",
	"830F": "86ED10D5-B607-45BB-8957-D350F23D0571",
	"8310": "4D21B016-B534-45C2-A9FB-5C16E091FD2D",
	"8311": "7EC6F557-3BC5-4ACA-B293-16EF5DF639D1",
	"8312": "773F91EF-66D4-49B5-BD83-D683BF40AD16",
	"8313": "75250D76-8CC6-458E-BD66-BD47CC81A812",
	"8314": "8484680C-9521-48C6-9C11-B0720656F69E",
	"8315": "7D0359A3-02B3-4F0A-865C-654403E70625",
	"8316": "B0E01050-EE5F-4390-949A-9101B17104E9",
	"8317": "4301D2A6-4E3B-4B2A-BB94-9E0B2C4225EA",
	"8318": "8F461B0D-14EE-4E81-9AA9-049B6FB97ABD",
	"8319": "77FF5F63-E7B6-4633-ACF4-1565B864C0E6",
	"831A": "C215D751-7BCD-4649-BE90-6627490A4C05",
	"831B": "6E11A4E7-FBCA-4DED-B9E9-E1A512BB664E",
	"831C": "6A491E03-3BE7-4545-8E38-83320E0EA880",
	"8E00": "E6D6D379-F507-44C2-A23C-238F2A3DF928",
	EA00: "BC13C2FF-59E6-4262-A352-B275FD6F7172",
	EF00: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
	EF01: "024DEE41-33E7-11D3-9D69-0008C781F39F",
	EF02: "21686148-6449-6E6F-744E-656564454649",
	FD00: "A19D880F-05FC-4D3B-A006-743F0F84911E",
};

/**
 * Places the partitions of a GPT one after the other from the first MiB on, in whole MiB (contract §9.7). What is left for
 * percentages counts bytes before rounding. Less than a MiB means all that is left, as it does to sgdisk.
 */
export function gptPartitions(
	nodes: readonly PartitionNode[],
	disk: Pick<DiskImage, "bytes" | "name" | "sectorSize">,
): PlacedPartition[] {
	const end = lastUsable(disk) * disk.sectorSize + disk.sectorSize;
	let available = disk.bytes - 2 * MIB;
	let start = MIB;
	return nodes.map((node, index) => {
		const wanted = partitionSize(node, available);
		const bytes = Math.floor(wanted / MIB) * MIB || end - start;
		if (wanted > available || bytes <= 0 || start + bytes > end) {
			throw new DiskError(
				"layout",
				`the layout does not fit: ${node.name} wants ${wanted} bytes, ${Math.max(0, available)} are left on ${disk.name}`,
				["Give the image a larger size (--image-size GIB), or the partition a smaller one."],
			);
		}
		typeGuid(node.type);
		const boot = node.flags.includes("boot");
		const placed = { name: node.name, number: index + 1, start, bytes, type: node.type, boot };
		available -= wanted;
		start += Math.ceil(bytes / MIB) * MIB;
		return placed;
	});
}

/** The GUID of an sgdisk type code, or of a GUID written out. A code that sgdisk does not know either is Linux data. */
export function typeGuid(type: string): string {
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(type)) return type.toUpperCase();
	const [, code] = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(type) ?? [];
	if (code) return TYPES[code.toUpperCase().padStart(4, "0")] ?? (TYPES["8300"] as string);
	throw new DiskError("layout", `the GPT type ${type} is not known`, [
		"Use a GUID, or a code of sgdisk: 8300 (Linux), 8200 (swap), 8E00 (LVM), EF00 (EFI), EF02 (BIOS boot) …",
	]);
}

function lastUsable({ bytes, sectorSize }: Pick<DiskImage, "bytes" | "sectorSize">): number {
	return Math.floor(bytes / sectorSize) - 2 - tableSectors(sectorSize);
}

function tableSectors(sectorSize: number): number {
	return Math.ceil((ENTRIES * ENTRY_BYTES) / sectorSize);
}

/** A piece of the disk to write. */
export interface GptPiece {
	/** Bytes from the start of the image. */
	readonly offset: number;
	readonly bytes: Uint8Array;
}

/** Protective MBR, both headers and both tables. `guid` supplies a fresh GUID for the disk and each partition. */
export function gptPieces(disk: DiskImage, guid: () => string): GptPiece[] {
	const { sectorSize } = disk;
	const total = Math.floor(disk.bytes / sectorSize);
	const tableSize = tableSectors(sectorSize);
	const diskGuid = guidBytes(guid());
	const table = new Uint8Array(tableSize * sectorSize);
	disk.partitions.forEach((part, index) => {
		const view = new DataView(table.buffer, index * ENTRY_BYTES, ENTRY_BYTES);
		table.set(guidBytes(typeGuid(part.type)), index * ENTRY_BYTES);
		table.set(guidBytes(guid()), index * ENTRY_BYTES + 16);
		view.setBigUint64(32, BigInt(part.start / sectorSize), true);
		view.setBigUint64(40, BigInt((part.start + part.bytes) / sectorSize - 1), true);
		[...part.name.slice(0, 36)].forEach((letter, at) => {
			view.setUint16(56 + 2 * at, letter.charCodeAt(0), true);
		});
	});
	const tableCrc = crc32(table.subarray(0, ENTRIES * ENTRY_BYTES));
	const header = (own: number, other: number, tableAt: number): Uint8Array => {
		const bytes = new Uint8Array(sectorSize);
		const view = new DataView(bytes.buffer);
		bytes.set(new TextEncoder().encode("EFI PART"));
		view.setUint32(8, 0x10000, true);
		view.setUint32(12, 92, true);
		view.setBigUint64(24, BigInt(own), true);
		view.setBigUint64(32, BigInt(other), true);
		view.setBigUint64(40, BigInt(2 + tableSize), true);
		view.setBigUint64(48, BigInt(lastUsable(disk)), true);
		bytes.set(diskGuid, 56);
		view.setBigUint64(72, BigInt(tableAt), true);
		view.setUint32(80, ENTRIES, true);
		view.setUint32(84, ENTRY_BYTES, true);
		view.setUint32(88, tableCrc, true);
		view.setUint32(16, crc32(bytes.subarray(0, 92)), true);
		return bytes;
	};
	const backupTable = total - 1 - tableSize;
	return [
		{ offset: 446, bytes: protectiveEntry(total) },
		{ offset: sectorSize, bytes: header(1, total - 1, 2) },
		{ offset: 2 * sectorSize, bytes: table },
		{ offset: backupTable * sectorSize, bytes: table },
		{ offset: (total - 1) * sectorSize, bytes: header(total - 1, 1, backupTable) },
	];
}

/** Offset 446 to 512 of sector 0: one entry of type EE over the whole disk; the boot code before it stays. */
function protectiveEntry(total: number): Uint8Array {
	const bytes = new Uint8Array(66);
	bytes.set([0, 0, 2, 0, 0xee, 0xff, 0xff, 0xff]);
	const view = new DataView(bytes.buffer);
	view.setUint32(8, 1, true);
	view.setUint32(12, Math.min(total - 1, 0xffffffff), true);
	bytes.set([0x55, 0xaa], 64);
	return bytes;
}

/** The mixed-endian form of a GUID on disk. */
function guidBytes(guid: string): Uint8Array {
	const hex = guid.replaceAll("-", "");
	const bytes = Uint8Array.from({ length: 16 }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
	bytes.subarray(0, 4).reverse();
	bytes.subarray(4, 6).reverse();
	bytes.subarray(6, 8).reverse();
	return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let crc = index;
	for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	return crc;
});

/** As GUID partition tables have it. */
export function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
	return (crc ^ 0xffffffff) >>> 0;
}
