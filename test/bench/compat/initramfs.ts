import { execFileSync } from "node:child_process";
import { gunzipSync } from "node:zlib";
import { digestContent } from "./comparable.js";
import type { Entry, Tree } from "./tree.js";

const MAGIC = "070701";
const HEADER_BYTES = 110;
/** By the highest bits of the mode. */
const TYPES: Readonly<Record<number, string>> = {
	1: "pipe",
	2: "character device",
	4: "folder",
	6: "block device",
	8: "file",
	10: "link",
};

/**
 * Reads the files of an initramfs: cpio archives of the format `newc` one after the other, plain or compressed by gzip
 * or zstd. Of a file with several names the last one carries the content, as the kernel has it. Throws on anything else.
 */
export function readInitramfs(bytes: Buffer): Tree {
	const tree = new Map<string, Entry>();
	let rest = bytes;
	while (rest.length > 0) {
		const isArchive = rest.toString("latin1", 0, MAGIC.length) === MAGIC;
		rest = withoutPadding(isArchive ? readArchive(rest, tree) : unpack(rest));
	}
	return tree;
}

/** Adds the files of one archive and returns what follows it. */
function readArchive(bytes: Buffer, tree: Map<string, Entry>): Buffer {
	for (let at = 0; ; ) {
		const field = (index: number) =>
			Number.parseInt(bytes.toString("latin1", at + 6 + index * 8, at + 14 + index * 8), 16);
		const mode = field(1);
		const nameStart = at + HEADER_BYTES;
		const name = bytes.toString("utf8", nameStart, nameStart + field(11) - 1);
		const start = align(nameStart + field(11));
		const end = start + field(6);
		if (Number.isNaN(end) || end > bytes.length) throw new Error("the initramfs ends in the middle of a file");
		if (name === "TRAILER!!!") return bytes.subarray(align(end));
		const type = TYPES[mode >> 12] ?? "socket";
		const content = bytes.subarray(start, end);
		const entry: Record<string, string> = { type, owner: `${field(2)}:${field(3)}` };
		if (type === "link") entry.target = content.toString();
		else entry.mode = (mode & 0o7777).toString(8);
		if (type.endsWith("device")) entry.device = `${field(9)}:${field(10)}`;
		if (type === "file") entry.content = digestContent(`/${name}`, content);
		tree.set(name, entry);
		at = align(end);
	}
}

const align = (offset: number) => (offset + 3) & ~3;

/** Archives are filled up with zeros. */
function withoutPadding(bytes: Buffer): Buffer {
	const start = bytes.findIndex((byte) => byte !== 0);
	return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}

function unpack(bytes: Buffer): Buffer {
	if (bytes.readUInt16BE(0) === 0x1f8b) return gunzipSync(bytes);
	if (bytes.readUInt32LE(0) === 0xfd2fb528) {
		return execFileSync("zstd", ["--decompress", "--stdout"], { input: bytes, maxBuffer: 1 << 30 });
	}
	throw new Error("the initramfs is packed in an unknown way");
}
