import { crc32 } from "../disk/gpt.js";

/** What the beginning of a raw disk says about its partitions. */
export interface PartitionTable {
	readonly kind: "gpt" | "mbr" | "none";
	/** Whether there is a partition that EFI firmware starts from. */
	readonly hasEfiPartition: boolean;
	/** Why a strict server refuses it, each one sentence without its end. */
	readonly problems: readonly string[];
}

const SECTOR = 512;
const GPT = 0xee;
const EFI_IN_MBR = 0xef;
/** C12A7328-F81F-11D2-BA4B-00A0C93EC93B as it lies on the disk. */
const EFI_TYPE = "28732ac11ff8d211ba4b00a0c93ec93b";

/**
 * Looks at the partition table of a raw disk as strictly as servers do that compare it with the declared format: boot flags,
 * a protective MBR with one entry from sector 1, a GPT whose checksums fit.
 */
export function readPartitionTable(first: Uint8Array, bytes: number): PartitionTable {
	const disk = Buffer.from(first);
	if (disk.length < SECTOR || disk.readUInt16LE(510) !== 0xaa55) {
		return { kind: "none", hasEfiPartition: false, problems: [] };
	}
	const entries = [0, 1, 2, 3].map((index) => {
		const at = 446 + index * 16;
		return { flag: disk[at] ?? 0, type: disk[at + 4] ?? 0, start: disk.readUInt32LE(at + 8) };
	});
	const used = entries.filter(({ type }) => type !== 0);
	// A boot sector of a file system ends in the same two bytes.
	const isBootSector = /FAT|NTFS/.test(disk.toString("latin1", 3, 90));
	if (isBootSector || used.length === 0) return { kind: "none", hasEfiPartition: false, problems: [] };
	const problems = entries.flatMap(({ flag }, index) =>
		flag === 0 || flag === 0x80 ? [] : [`entry ${index + 1} of its MBR has the boot flag 0x${flag.toString(16)}`],
	);
	if (!used.some(({ type }) => type === GPT)) {
		return { kind: "mbr", hasEfiPartition: used.some(({ type }) => type === EFI_IN_MBR), problems };
	}
	if (used.length > 1) problems.push("its protective MBR has partitions of its own beside the GPT");
	else if (entries[0]?.type !== GPT) problems.push("the protective entry is not the first one of its MBR");
	if (used.find(({ type }) => type === GPT)?.start !== 1)
		problems.push("its protective MBR does not begin at sector 1");
	const gpt = readGpt(disk, bytes);
	return { kind: "gpt", hasEfiPartition: gpt.hasEfiPartition, problems: [...problems, ...gpt.problems] };
}

function readGpt(disk: Buffer, bytes: number): Omit<PartitionTable, "kind"> {
	const none = (problem: string) => ({ hasEfiPartition: false, problems: [problem] });
	if (disk.length < 2 * SECTOR || disk.toString("latin1", SECTOR, SECTOR + 8) !== "EFI PART") {
		return none("its MBR announces a GPT, and there is none at sector 1");
	}
	const header = Buffer.from(disk.subarray(SECTOR, 2 * SECTOR));
	const length = header.readUInt32LE(12);
	if (length < 92 || length > SECTOR) return none(`the header of its GPT says that it is ${length} bytes long`);
	const sum = header.readUInt32LE(16);
	header.writeUInt32LE(0, 16);
	const problems: string[] = [];
	if (crc32(header.subarray(0, length)) !== sum) problems.push("the checksum of its GPT does not fit");
	if (header.readBigUInt64LE(24) !== 1n) problems.push("its GPT says that it lies elsewhere");
	if (header.readBigUInt64LE(32) >= BigInt(Math.floor(bytes / SECTOR))) {
		problems.push("its GPT reaches beyond the end of the file, which seems to be cut off");
	}
	const at = Number(header.readBigUInt64LE(72)) * SECTOR;
	const table = disk.subarray(at, at + header.readUInt32LE(80) * header.readUInt32LE(84));
	const types: string[] = [];
	for (let entry = 0; entry + 16 <= table.length; entry += Math.max(16, header.readUInt32LE(84))) {
		types.push(table.toString("hex", entry, entry + 16));
	}
	if (crc32(table) !== header.readUInt32LE(88)) problems.push("the checksum of its partitions does not fit");
	return { hasEfiPartition: types.includes(EFI_TYPE), problems };
}
