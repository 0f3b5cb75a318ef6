import { DiskError } from "./disk-error.js";
import type { DiskImage, PlacedPartition } from "./disk-layout.js";
import type { DiskNode } from "./node.js";
import { partitionSize } from "./values.js";

type PartitionNode = Extract<DiskNode, { kind: "partition" }>;
type Geometry = Pick<DiskImage, "bytes" | "sectorSize" | "name">;

const SECTOR = 512;
const EXTENDED = 0x0f;
const CHAIN = 0x05;

/** Places the partitions of an MBR (contract §9.7). Primaries first, then logical ones inside one extended partition. */
export function mbrPartitions(nodes: readonly PartitionNode[], disk: Geometry): PlacedPartition[] {
	const alignBytes = nodes[0]?.table.align ?? 2 ** 20;
	const align = Math.floor(alignBytes / SECTOR);
	if (align < 1)
		throw new DiskError("layout", `align is ${alignBytes} bytes: less than one sector`, ["Use align: 1MiB."]);
	if (disk.sectorSize !== SECTOR) {
		throw new DiskError("layout", "an MBR needs sectors of 512 bytes", ["Use label: gpt for other sector sizes."]);
	}
	if (disk.bytes % SECTOR !== 0) {
		throw new DiskError("layout", `${disk.name} has ${disk.bytes} bytes: no whole number of sectors`, [
			"Give it a size that is a multiple of 512 bytes.",
		]);
	}
	const up = (sector: number) => Math.ceil(sector / align) * align;
	const placed: PlacedPartition[] = [];
	let next = up(1);
	let primaries = 0;
	let logicals = 0;
	for (const node of nodes) {
		const free = disk.bytes - SECTOR * (next + align);
		if (free < 0 && String(node.values.size).endsWith("%")) {
			throw new DiskError("layout", `the layout does not fit: nothing is left for ${node.name} on ${disk.name}`, [
				"Give the image a larger size.",
			]);
		}
		const sectors = Math.floor(partitionSize(node, free) / SECTOR);
		const common = { name: node.name, type: node.type, boot: node.flags.includes("boot") };
		if (node.flags.includes("primary")) {
			if (logicals > 0)
				throw new DiskError("layout", "All primary partitions must be given first", [`Move ${node.name} up.`]);
			primaries += 1;
			placed.push({ ...common, number: primaries, start: next * SECTOR, bytes: sectors * SECTOR });
			next = up(next + sectors);
		} else {
			logicals += 1;
			const start = next + align;
			placed.push({ ...common, number: 4 + logicals, ebr: next, start: start * SECTOR, bytes: sectors * SECTOR });
			next = up(start + sectors);
		}
		if (!/^(0[xX])?[0-9a-fA-F]{1,2}$/.test(node.type)) {
			throw new DiskError("layout", `the type ${node.type} of ${node.name} is no MBR type`, [
				"Use two hex digits: '0x83'.",
			]);
		}
	}
	return placed;
}

/** One sector of a partition table and where it goes. */
export interface TableSector {
	readonly sector: number;
	readonly bytes: Uint8Array;
	/** The boot code before this offset stays as it is. */
	readonly from: number;
}

/** The sectors of an MBR with its chain of extended boot records. `diskId` is 32 random bits. */
export function mbrSectors(disk: DiskImage, diskId: number): TableSector[] {
	const align = Math.floor(disk.align / SECTOR);
	const primaries = disk.partitions.filter(({ ebr }) => ebr === undefined);
	const logicals = disk.partitions.filter(({ ebr }) => ebr !== undefined);
	const first = logicals[0]?.ebr;
	const total = Math.floor(disk.bytes / SECTOR);
	const entries = primaries.map((part) =>
		entry(part.boot, typeByte(part.type), part.start / SECTOR, part.bytes / SECTOR),
	);
	if (first !== undefined) {
		const extent = total - first;
		entries.push(entry(false, EXTENDED, first, extent));
	}
	const sectors = [tableSector(0, entries, diskId)];
	logicals.forEach((part, index) => {
		const ebr = part.ebr as number;
		const own = [entry(part.boot, typeByte(part.type), part.start / SECTOR - ebr, part.bytes / SECTOR)];
		const following = logicals[index + 1];
		if (following?.ebr !== undefined) {
			const end = Math.ceil((following.start + following.bytes) / SECTOR / align) * align;
			own.push(entry(false, CHAIN, following.ebr - (first as number), end - following.ebr));
		}
		sectors.push(tableSector(ebr, own));
	});
	return sectors;
}

function typeByte(type: string): number {
	return Number.parseInt(type.replace(/^0x/i, ""), 16);
}

function tableSector(sector: number, entries: readonly Uint8Array[], diskId?: number): TableSector {
	const from = diskId === undefined ? 446 : 440;
	const bytes = new Uint8Array(SECTOR);
	if (diskId !== undefined) new DataView(bytes.buffer).setUint32(440, diskId, true);
	entries.slice(0, 4).forEach((one, index) => {
		bytes.set(one, 446 + 16 * index);
	});
	bytes.set([0x55, 0xaa], 510);
	return { sector, bytes, from };
}

function entry(boot: boolean, type: number, start: number, count: number): Uint8Array {
	const bytes = new Uint8Array(16);
	const view = new DataView(bytes.buffer);
	bytes[0] = boot ? 0x80 : 0;
	bytes.set(chs(start), 1);
	bytes[4] = type;
	bytes.set(chs(start + count - 1), 5);
	view.setUint32(8, start, true);
	view.setUint32(12, count, true);
	return bytes;
}

/** Cylinder, head and sector for programs that still read them; everything else uses the sector numbers. */
function chs(sector: number): number[] {
	const heads = 255;
	const perTrack = 63;
	const cylinder = Math.floor(sector / (heads * perTrack));
	if (cylinder > 1023) return [254, 0xff, 0xff];
	const head = Math.floor(sector / perTrack) % heads;
	return [head, ((sector % perTrack) + 1) | ((cylinder >> 2) & 0xc0), cylinder & 0xff];
}
