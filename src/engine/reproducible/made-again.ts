import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DiskImage, DiskLayout } from "../../core/disk/disk-layout.js";
import type { Identity } from "../../core/reproducible/identity.js";
import { fillDisk } from "../disk/fill-disk.js";
import type { MountedDisk } from "../disk/mounted-disk.js";

interface MadeAgainOptions {
	readonly disk: MountedDisk;
	/** Where its file systems are mounted. */
	readonly tree: string;
	readonly imageDirectory: string;
	readonly identity: Identity;
	/** Hears of a file before it is made. */
	readonly willLeave: (file: string) => Promise<void>;
}

/**
 * Unmounts a disk of a reproducible image, with new file systems in the place of those that were mounted: where the kernel puts what is
 * written to them is never the same twice. What hooks have written between them, such as a boot loader, stays. Returns the raw
 * image files by name.
 */
export async function madeAgain(options: MadeAgainOptions): Promise<ReadonlyMap<string, string>> {
	const { disk, tree, imageDirectory, identity, willLeave } = options;
	const { layout } = disk;
	const fileOf = ({ name, directory }: DiskImage) =>
		directory === undefined ? join(imageDirectory, `${name}.again`) : `${disk.files.get(name)}.again`;
	for (const image of layout.images) if (image.directory !== undefined) await willLeave(fileOf(image));
	const again = await fillDisk({ layout, tree, imageDirectory, fileOf, identity });
	try {
		const files = await disk.finish();
		for (const image of layout.images) {
			const [from = "", to = ""] = [files.get(image.name), again.get(image.name)];
			await copyBetween(image, layout, from, to);
			await rename(to, from);
		}
		return files;
	} catch (error) {
		for (const file of again.values()) await rm(file, { force: true });
		throw error;
	}
}

/** Copies what lies on no file system: the table with its boot code, the gaps, partitions without a file system. */
async function copyBetween(image: DiskImage, { fileSystems }: DiskLayout, from: string, to: string): Promise<void> {
	const taken = fileSystems
		.flatMap(({ place }) => (place?.image === image.name ? [[place.start, place.start + place.bytes] as const] : []))
		.sort(([a], [b]) => a - b);
	const source = await open(from, "r");
	const target = await open(to, "r+");
	try {
		let at = 0;
		for (const [start, end] of [...taken, [image.bytes, image.bytes] as const]) {
			await copyRange(source, target, at, start);
			at = Math.max(at, end);
		}
		await target.sync();
	} finally {
		await source.close();
		await target.close();
	}
}

const PIECE = 2 ** 20;

/** Holes stay holes: the target is empty there. */
async function copyRange(source: FileHandle, target: FileHandle, start: number, end: number): Promise<void> {
	const buffer = Buffer.alloc(PIECE);
	for (let at = start; at < end; ) {
		const { bytesRead } = await source.read(buffer, 0, Math.min(PIECE, end - at), at);
		if (bytesRead === 0) return;
		const piece = buffer.subarray(0, bytesRead);
		if (piece.some((byte) => byte !== 0)) await target.write(piece, 0, bytesRead, at);
		at += bytesRead;
	}
}
