import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { EXIT, UserError } from "../core/errors.js";
import { HEADER_BYTES, type ImageHeader, readImageHeader } from "../core/publish/image-header.js";
import { type PartitionTable, readPartitionTable } from "../core/publish/partition-table.js";
import type { FileReading, SentFile } from "../core/publish/target.js";
import { shortBytes } from "../core/text/short-quantities.js";

/** Read at once: large enough for the network, small enough for memory. */
const PART_BYTES = 1 << 20;

/** A file that may be sent, and what its header says. */
export interface LocalImage {
	readonly file: SentFile;
	readonly header: ImageHeader;
	/** Of a raw disk. */
	readonly partitions?: PartitionTable;
}

/** Looks at an image file before it is sent; `declared` is what somebody says that it is. Throws UserError for one that a cloud refuses, or should. */
export async function openLocalImage(path: string, declared?: string): Promise<LocalImage> {
	const bytes = await sizeOf(path);
	const { first, last } = await readEnds(path, bytes);
	const header = readImageHeader(first, last);
	const partitions = header.format === "raw" ? readPartitionTable(first, bytes) : undefined;
	const says = declared ?? formatOfName(path);
	if (says !== undefined && says !== header.format) {
		throw refused(path, `it is said to be ${says}, and its contents are ${header.format}`, [
			header.format === "raw"
				? "It may be cut off or damaged: build it again."
				: `Say what it is: --format ${header.format}`,
		]);
	}
	const problem = [...header.problems, ...(partitions?.problems ?? [])][0];
	if (problem !== undefined) {
		throw refused(path, problem, [
			header.format === "qcow2"
				? `Make one that stands alone: qemu-img convert -O qcow2 '${path}' whole.qcow2`
				: `Look at it: sfdisk --verify '${path}'`,
		]);
	}
	return { file: sentFile(path, bytes, header.format), header, ...(partitions ? { partitions } : {}) };
}

const ENDINGS: Readonly<Record<string, string>> = {
	img: "",
	vhdx: "vhdx",
	vhd: "vhd",
	vmdk: "vmdk",
	vdi: "vdi",
	iso: "iso",
	raw: "raw",
	qcow2: "qcow2",
};

/** What a name says; `.img` says nothing. */
const formatOfName = (path: string) => ENDINGS[/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ""] || undefined;

const refused = (path: string, why: string, next: readonly string[]) =>
	new UserError({
		code: "image-refused",
		message: `${basename(path)} is not sent: ${why}`,
		place: { file: path },
		next,
	});

async function sizeOf(path: string): Promise<number> {
	const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
		const why =
			error.code === "ENOENT"
				? "there is no such file"
				: error.code === "EACCES"
					? "you may not read it"
					: error.message;
		throw refused(path, why, ["diskwright runs list shows what was built; name an image or a run."]);
	});
	if (!stats.isFile())
		throw refused(path, stats.isDirectory() ? "it is a folder" : "it is no plain file", [
			"Name the image file itself.",
		]);
	if (stats.size === 0) throw refused(path, "it is empty", ["Build it again."]);
	return stats.size;
}

async function readEnds(path: string, bytes: number): Promise<{ first: Uint8Array; last: Uint8Array }> {
	const handle = await open(path).catch((error: Error) => {
		throw refused(path, error.message, ["Make it readable."]);
	});
	try {
		const at = async (length: number, position: number) => {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
			return buffer.subarray(0, bytesRead);
		};
		return { first: await at(HEADER_BYTES, 0), last: await at(512, Math.max(0, bytes - 512)) };
	} finally {
		await handle.close();
	}
}

function sentFile(path: string, bytes: number, format: string): SentFile {
	return {
		...{ path, bytes, format },
		read: (progress) => readOnce(path, bytes, progress),
		async digest(algorithm) {
			const hash = createHash(algorithm);
			for await (const part of parts(path, bytes)) hash.update(part);
			return hash.digest("hex");
		},
	};
}

function readOnce(path: string, bytes: number, progress?: (sent: number) => void): FileReading {
	const sha512 = createHash("sha512");
	const sha256 = createHash("sha256");
	async function* hashed(): AsyncGenerator<Uint8Array> {
		let sent = 0;
		for await (const part of parts(path, bytes)) {
			sha512.update(part);
			sha256.update(part);
			yield part;
			sent += part.length;
			progress?.(sent);
		}
	}
	let told: { readonly sha512: string; readonly sha256: string } | undefined;
	return {
		parts: hashed(),
		digests: () => {
			told ??= { sha512: sha512.digest("hex"), sha256: sha256.digest("hex") };
			return told;
		},
	};
}

/** A file that changes meanwhile would arrive as something that never was: noticed by its size and its time. */
async function* parts(path: string, bytes: number): AsyncGenerator<Uint8Array> {
	const handle = await open(path);
	try {
		const before = await mark(handle);
		for (let read = 0; read < bytes; ) {
			// A part of its own each time: the one before may still be on its way.
			const length = Math.min(PART_BYTES, bytes - read);
			const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length);
			read += bytesRead;
			// Before the last part is out: a server that has them all may answer at once.
			const isWhole = read < bytes || ((await mark(handle)) === before && (await stat(path)).size === bytes);
			if (bytesRead === 0 || !isWhole) throw changed(path, read, bytes);
			yield buffer.subarray(0, bytesRead);
		}
	} finally {
		await handle.close();
	}
}

const changed = (path: string, read: number, bytes: number) =>
	new UserError({
		code: "image-changed",
		message: `${basename(path)} changed while it was read, after ${shortBytes(read)} of ${shortBytes(bytes)}`,
		place: { file: path },
		next: ["Wait for whoever writes it, and publish it again."],
		exitCode: EXIT.failed,
	});

async function mark(handle: FileHandle): Promise<string> {
	const { size, mtimeNs } = await handle.stat({ bigint: true });
	return `${size} ${mtimeNs}`;
}
