import { type FileHandle, open } from "node:fs/promises";
import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import { CLUSTER_BYTES, Qcow2Layout } from "../../../core/output/qcow2/qcow2-layout.js";
import { runTool } from "../../../host/run-tool.js";
import { InOrder } from "./in-order.js";
import type { DiskJob } from "./writer.js";

/** Of 64 KiB hardly more than QEMU's level makes of it, in half the time. The window is QEMU's: readers have no other. */
const HOW = { level: 5, windowBits: 12, memLevel: 9 };
const READ_CLUSTERS = 16;
/** Clusters that are packed at once or wait to be written; memory is bounded by it. */
const AT_ONCE = 64;
const EMPTY = Buffer.alloc(CLUSTER_BYTES);
const pack = promisify<Buffer, typeof HOW, Buffer>(deflateRaw);

/**
 * Writes a disk image as qcow2 that is compressed with zlib, as `qemu-img convert -c` does, but packed by all processors and always
 * in the order of the disk: the same image is the same file.
 */
export async function writeZlibQcow2(job: Pick<DiskJob, "image" | "target" | "signal" | "task">): Promise<void> {
	const image = await open(job.image, "r");
	try {
		const target = await open(job.target, "wx", 0o600);
		try {
			await convert(job, image, target);
		} finally {
			await target.close();
		}
	} finally {
		await image.close();
	}
}

async function convert(
	{ image: name, signal, task }: Pick<DiskJob, "image" | "signal" | "task">,
	image: FileHandle,
	target: FileHandle,
): Promise<void> {
	const { size } = await image.stat();
	const layout = new Qcow2Layout(size);
	const writer = new Appender(target);
	const order = new InOrder<Packed>(AT_ONCE, ({ cluster, plain, packed }) =>
		packed.length < CLUSTER_BYTES
			? writer.write(layout.packed(cluster, packed.length), packed)
			: writer.write(layout.plain(cluster), plain),
	);
	const parts = await dataOf(name);
	const total = parts.reduce((sum, { clusters }) => sum + clusters * CLUSTER_BYTES, 0);
	let current = 0;
	for (const { first, clusters } of parts) {
		for (let at = first; at < first + clusters; at += READ_CLUSTERS) {
			signal.throwIfAborted();
			const count = Math.min(READ_CLUSTERS, first + clusters - at);
			// What lies behind the end of the disk is empty.
			const read = Buffer.alloc(count * CLUSTER_BYTES);
			await readFully(image, read, at * CLUSTER_BYTES, size);
			for (let index = 0; index < count; index++) {
				const plain = read.subarray(index * CLUSTER_BYTES, (index + 1) * CLUSTER_BYTES);
				if (!plain.equals(EMPTY)) await order.add(packCluster(at + index, plain));
			}
			current += read.length;
			task.log.tell({ label: "packed", current, total, unit: "bytes", share: (0.99 * current) / total });
		}
	}
	await order.end();
	for (const { offset, bytes } of layout.finish()) await writer.write(offset, bytes);
	await writer.flush();
}

interface Packed {
	readonly cluster: number;
	readonly plain: Buffer;
	readonly packed: Buffer;
}

async function packCluster(cluster: number, plain: Buffer): Promise<Packed> {
	return { cluster, plain, packed: await pack(plain, HOW) };
}

async function readFully(file: FileHandle, into: Buffer, offset: number, size: number): Promise<void> {
	const wanted = Math.min(into.length, size - offset);
	for (let done = 0; done < wanted; ) {
		const { bytesRead } = await file.read(into, done, wanted - done, offset + done);
		if (bytesRead === 0) throw new Error(`the disk image ends at ${offset + done}, before its end`);
		done += bytesRead;
	}
}

/** The clusters in which a raw image has data; holes are passed over without being read. */
async function dataOf(image: string): Promise<{ readonly first: number; readonly clusters: number }[]> {
	const { stdout } = await runTool(["qemu-img", "map", "--output=json", "-f", "raw", image]);
	const extents: { start: number; length: number; data: boolean }[] = JSON.parse(stdout);
	const parts = [];
	let done = 0;
	for (const { start, length } of extents.filter(({ data }) => data)) {
		const first = Math.max(done, Math.floor(start / CLUSTER_BYTES));
		const end = Math.ceil((start + length) / CLUSTER_BYTES);
		if (end > first) parts.push({ first, clusters: end - first });
		done = Math.max(done, end);
	}
	return parts;
}

/** Writes what follows one another in few calls. */
class Appender {
	readonly #file: FileHandle;
	#waiting: Buffer[] = [];
	#offset = 0;
	#length = 0;

	constructor(file: FileHandle) {
		this.#file = file;
	}

	async write(offset: number, bytes: Buffer): Promise<void> {
		if (offset !== this.#offset + this.#length || this.#length > 1 << 20) {
			await this.flush();
			this.#offset = offset;
		}
		this.#waiting.push(bytes);
		this.#length += bytes.length;
	}

	async flush(): Promise<void> {
		const bytes = Buffer.concat(this.#waiting);
		for (let done = 0; done < bytes.length; ) {
			done += (await this.#file.write(bytes, done, bytes.length - done, this.#offset + done)).bytesWritten;
		}
		this.#offset += this.#length;
		this.#waiting = [];
		this.#length = 0;
	}
}
