import { createHash } from "node:crypto";
import * as z from "zod";
import type { DiskLayout } from "../disk/disk-layout.js";
import type { TreeDifference } from "./tree-difference.js";

/** Grows with the form of what is kept of an image. */
export const KEPT_FORMAT = 1;

/** What is known of a kept image, beside its files. */
export interface KeptRecord {
	readonly format: number;
	/** Name of the image. */
	readonly image: string;
	/** Version of diskwright. */
	readonly by: string;
	/** Milliseconds since 1970. */
	readonly made: number;
	/** UUIDs that its file systems got, by node. */
	readonly uuids: Readonly<Record<string, string>>;
	/** Digest of the inventory of its tree. */
	readonly tree: string;
	/** Of the raw image file: size in bytes, and when it was last changed, in milliseconds since 1970. */
	readonly size: number;
	readonly changed: number;
}

const RECORD = z.strictObject({
	format: z.literal(KEPT_FORMAT),
	image: z.string(),
	by: z.string(),
	made: z.number(),
	uuids: z.record(z.string(), z.string()),
	tree: z.string(),
	size: z.number(),
	changed: z.number(),
});

/** Undefined for what another version, or nobody of us, has written. */
export function parseKeptRecord(text: string): KeptRecord | undefined {
	try {
		return RECORD.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/**
 * Why an image of this layout is always made anew; undefined when one that an earlier build has kept can be changed. A table of
 * partitions, swap and other file systems that nobody mounts come along with the copy.
 */
export function whyNotKept({ images, fileSystems, mountOrder, lvm }: DiskLayout): string | undefined {
	if (lvm.length > 0) return "it has logical volumes";
	if (images.length !== 1 || images[0]?.directory !== undefined)
		return "it has several disks, or one beside the outputs";
	const other = fileSystems.find(
		({ mountPoint, type, place }) =>
			mountPoint !== undefined && mountOrder.includes(mountPoint) && !(place && /^ext[234]$/.test(type)),
	);
	return other && `the file system at ${other.mountPoint} is ${other.type}`;
}

/** Names what two images must have in common for one to become the other by changing its tree. `facts`: all but the layout. */
export function keptImageKey({ images, fileSystems, mountOrder }: DiskLayout, facts: readonly string[]): string {
	const parts = [KEPT_FORMAT, images, fileSystems, mountOrder, facts];
	return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Beyond so much a new image takes no longer, and is the better one to change later. */
const MOST_BYTES = 64 << 20;
const MOST_ENTRIES = 5000;

/** Why the difference is too large to be applied; undefined when it is not. */
export function tooMuch({ bytes, make, remove }: TreeDifference): string | undefined {
	const isMuch = bytes > MOST_BYTES || make.length + remove.length > MOST_ENTRIES;
	return isMuch ? `${make.length} files of ${bytes} bytes are new, ${remove.length} are gone` : undefined;
}
