import {
	chmodSync,
	closeSync,
	constants,
	ftruncateSync,
	lchownSync,
	linkSync,
	lutimesSync,
	mkdirSync,
	openSync,
	readSync,
	rmdirSync,
	symlinkSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import type { TreeDifference } from "../../core/kept-image/tree-difference.js";
import type { InventoryEntry } from "../../core/layers/inventory.js";
import { readAttributes, removeAttribute } from "../../layers/kernel/attributes.js";
import { CallError } from "../../layers/kernel/errno.js";
import { cPath, type Libc } from "../../layers/kernel/libc.js";

const PIECE = 1 << 20;
/** What a file system allots at least: so much of nothing but zeros stays a hole, as mkfs leaves it. */
const BLOCK = 4096;
const SLASH = Buffer.from("/");
/** Entries between two moments in which others of this process get their turn. */
const AT_A_TIME = 100;

const KIND_BITS: Readonly<Record<string, number>> = { c: 0o020000, b: 0o060000, p: 0o010000 };

/**
 * Changes the tree at `target`, on which nobody else works, as `difference` says; contents come from the tree at `source`. No link is
 * followed in either: every folder on the way is one in both. Throws what the file system throws.
 */
export async function changeTree(
	libc: Libc,
	{ remove, make, folders }: TreeDifference,
	source: string,
	target: string,
): Promise<void> {
	const at = (tree: string, path: string) => Buffer.concat([Buffer.from(tree), SLASH, Buffer.from(path, "latin1")]);
	let done = 0;
	const step = async () => {
		done += 1;
		if (done % AT_A_TIME === 0) await breathe();
	};
	for (const path of remove) {
		removeOne(at(target, path));
		await step();
	}
	for (const entry of make) {
		const place = at(target, entry.path);
		if (entry.sameAs !== undefined) linkSync(at(target, entry.sameAs), place);
		else makeOne(libc, entry, at(source, entry.path), place);
		await step();
	}
	for (const entry of folders) giveAttributes(libc, entry, at(target, entry.path));
}

function removeOne(place: Buffer): void {
	try {
		unlinkSync(place);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EISDIR") throw error;
		rmdirSync(place);
	}
}

function makeOne(libc: Libc, entry: InventoryEntry, source: Buffer, place: Buffer): void {
	const { kind, target = "", mode, device } = entry;
	// Its attributes come when its content does not change any more.
	if (kind === "d") {
		mkdirSync(place, { mode: 0o700 });
		return;
	}
	if (kind === "f") copyFile(source, place);
	else if (kind === "l") symlinkSync(Buffer.from(target, "latin1"), place);
	else if (libc.mknod(cPath(place), (KIND_BITS[kind] ?? 0) | mode, BigInt(device)) < 0)
		throw new CallError(`mknod ${place}`, libc.errno());
	giveAttributes(libc, entry, place);
}

function giveAttributes(libc: Libc, entry: InventoryEntry, place: Buffer): void {
	const { kind, mode, uid, gid, mtime, attributes = {} } = entry;
	// First: it takes set-user-ID bits and capabilities away.
	lchownSync(place, uid, gid);
	if (kind !== "l") chmodSync(place, mode);
	setExtended(libc, place, attributes);
	const time = Number(BigInt(mtime) / 1_000_000_000n);
	lutimesSync(place, time, time);
}

function setExtended(libc: Libc, place: Buffer, wanted: Readonly<Record<string, string>>): void {
	const path = cPath(place);
	for (const name of Object.keys(readAttributes(libc, place))) {
		if (!(name in wanted)) removeAttribute(libc, place, name);
	}
	for (const [name, hex] of Object.entries(wanted)) {
		const value = Buffer.from(hex, "hex");
		if (libc.lsetxattr(path, cPath(Buffer.from(name, "latin1")), value, value.length, 0) < 0)
			throw new CallError(`lsetxattr ${name}`, libc.errno());
	}
}

function copyFile(source: Buffer, place: Buffer): void {
	const from = openSync(source, constants.O_RDONLY | constants.O_NOFOLLOW);
	try {
		const to = openSync(place, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
		try {
			let offset = 0;
			for (;;) {
				const read = readSync(from, BUFFER, 0, PIECE, offset);
				if (read === 0) break;
				writeFilled(to, BUFFER.subarray(0, read), offset);
				offset += read;
			}
			ftruncateSync(to, offset);
		} finally {
			closeSync(to);
		}
	} finally {
		closeSync(from);
	}
}

const BUFFER = Buffer.alloc(PIECE);
const ZEROS = Buffer.alloc(BLOCK);

/** Writes the blocks that hold something, as many at once as lie together. */
function writeFilled(file: number, bytes: Buffer, offset: number): void {
	const isEmpty = (at: number) => {
		const block = bytes.subarray(at, at + BLOCK);
		return block.equals(ZEROS.subarray(0, block.length));
	};
	for (let at = 0; at < bytes.length; ) {
		if (isEmpty(at)) {
			at += BLOCK;
			continue;
		}
		let end = at + BLOCK;
		while (end < bytes.length && !isEmpty(end)) end += BLOCK;
		writeAll(file, bytes.subarray(at, end), offset + at);
		at = end;
	}
}

function writeAll(file: number, bytes: Buffer, offset: number): void {
	for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, offset + at);
}
