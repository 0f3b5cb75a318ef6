/** Bytes of a cluster; the second step of addresses, a table of 8 bytes a cluster, fills one. */
export const CLUSTER_BYTES = 1 << 16;
const ENTRIES = CLUSTER_BYTES / 8;
/** Refcounts of two bytes in a block of one cluster. */
const COUNTS = CLUSTER_BYTES / 2;
const COPIED = 1n << 63n;
const COMPRESSED = 1n << 62n;
/** Where the number of a compressed cluster's further sectors stands in its entry. */
const SECTORS_SHIFT = 54n;
const HEADER_BYTES = 104;

/** A part of the file and where it stands. */
export interface FilePart {
	readonly offset: number;
	readonly bytes: Buffer;
}

/**
 * Where everything of a qcow2 file stands (version 3, refcounts of 16 bits, compressed with zlib; docs/interop/qcow2.rst of QEMU):
 * the header, the clusters in the order in which they are placed, the tables behind them.
 */
export class Qcow2Layout {
	readonly #size: number;
	/** How often each cluster of the file is referred to; the first one holds the header. */
	readonly #counts: number[] = [1];
	/** By the part of the disk that they tell of. */
	readonly #tables = new Map<number, BigUint64Array>();
	/** Where the last compressed cluster ends. */
	#packedEnd = 0;

	/** @param size bytes of the disk */
	constructor(size: number) {
		this.#size = size;
	}

	/** Places a cluster of the disk as it is; returns its offset. */
	plain(cluster: number): number {
		const offset = this.#allocate(1);
		this.#point(cluster, COPIED | BigInt(offset));
		return offset;
	}

	/** Places one that is packed into `length` bytes, less than a cluster, behind the last one where it can; returns its offset. */
	packed(cluster: number, length: number): number {
		const room = (CLUSTER_BYTES - (this.#packedEnd % CLUSTER_BYTES)) % CLUSTER_BYTES;
		let offset = this.#packedEnd;
		if (length > room) {
			const goesOn = room > 0 && offset + room === this.#end;
			const added = this.#allocate(1, 0);
			if (!goesOn) offset = added;
		}
		const last = offset + length - 1;
		for (let at = clusterOf(offset); at <= clusterOf(last); at++) this.#counts[at] = (this.#counts[at] as number) + 1;
		this.#packedEnd = offset + length;
		const sectors = BigInt(Math.floor(last / 512) - Math.floor(offset / 512));
		this.#point(cluster, COMPRESSED | (sectors << SECTORS_SHIFT) | BigInt(offset));
		return offset;
	}

	/** The tables and the header, once everything is placed. */
	finish(): FilePart[] {
		const addresses = new BigUint64Array(Math.ceil(this.#size / CLUSTER_BYTES / ENTRIES));
		const parts: FilePart[] = [];
		for (const [index, table] of [...this.#tables].sort(([one], [other]) => one - other)) {
			const offset = this.#allocate(1);
			addresses[index] = COPIED | BigInt(offset);
			parts.push({ offset, bytes: bigEndian(table) });
		}
		const l1 = this.#part(addresses);
		const [blocks, table] = this.#countAll();
		return [...parts, l1, ...blocks, table, { offset: 0, bytes: this.#header(addresses.length, l1, table) }];
	}

	get #end(): number {
		return this.#counts.length * CLUSTER_BYTES;
	}

	#allocate(clusters: number, count = 1): number {
		const offset = this.#end;
		for (let index = 0; index < clusters; index++) this.#counts.push(count);
		return offset;
	}

	#point(cluster: number, entry: bigint): void {
		const index = Math.floor(cluster / ENTRIES);
		const table = this.#tables.get(index) ?? new BigUint64Array(ENTRIES);
		this.#tables.set(index, table);
		table[cluster % ENTRIES] = entry;
	}

	/** Places a table in clusters of its own, at least one. */
	#part(table: BigUint64Array): FilePart {
		const offset = this.#allocate(Math.max(1, Math.ceil(table.length / ENTRIES)));
		return { offset, bytes: bigEndian(table) };
	}

	/** The refcounts of everything, those of their own clusters too. */
	#countAll(): [FilePart[], FilePart] {
		let blocks = 0;
		let tables = 0;
		for (;;) {
			const needed = Math.ceil((this.#counts.length + blocks + tables) / COUNTS);
			const neededTables = Math.ceil(needed / ENTRIES);
			if (needed === blocks && neededTables === tables) break;
			blocks = needed;
			tables = neededTables;
		}
		const first = this.#allocate(blocks);
		const addresses = new BigUint64Array(blocks).map((_, index) => BigInt(first + index * CLUSTER_BYTES));
		const table = this.#part(addresses);
		const parts = Array.from({ length: blocks }, (_, index) => {
			const bytes = Buffer.alloc(CLUSTER_BYTES);
			const counts = this.#counts.slice(index * COUNTS, (index + 1) * COUNTS);
			for (const [at, count] of counts.entries()) bytes.writeUInt16BE(count, at * 2);
			return { offset: first + index * CLUSTER_BYTES, bytes };
		});
		return [parts, table];
	}

	#header(l1Entries: number, l1: FilePart, counts: FilePart): Buffer {
		const bytes = Buffer.alloc(CLUSTER_BYTES);
		bytes.write("QFI\xfb", 0, "latin1");
		bytes.writeUInt32BE(3, 4);
		bytes.writeUInt32BE(Math.log2(CLUSTER_BYTES), 20);
		bytes.writeBigUInt64BE(BigInt(this.#size), 24);
		bytes.writeUInt32BE(l1Entries, 36);
		bytes.writeBigUInt64BE(BigInt(l1.offset), 40);
		bytes.writeBigUInt64BE(BigInt(counts.offset), 48);
		bytes.writeUInt32BE(counts.bytes.length / CLUSTER_BYTES, 56);
		bytes.writeUInt32BE(4, 96);
		bytes.writeUInt32BE(HEADER_BYTES, 100);
		return bytes;
	}
}

const clusterOf = (offset: number) => Math.floor(offset / CLUSTER_BYTES);

/** A table as it stands in the file: whole clusters. */
function bigEndian(table: BigUint64Array): Buffer {
	const bytes = Buffer.alloc(Math.max(1, Math.ceil(table.length / ENTRIES)) * CLUSTER_BYTES);
	for (const [index, entry] of table.entries()) bytes.writeBigUInt64BE(entry, index * 8);
	return bytes;
}
