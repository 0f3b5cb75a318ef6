import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Plan } from "../planning/plan.js";

/** The first second that FAT knows, and the last of squashfs. */
const FIRST = 315_532_800;
const LAST = 2 ** 32 - 1;

/** What stands in the place of the clock and of random numbers in a reproducible image. */
export interface Identity {
	/** Seconds since 1970: no file of the image is newer. */
	readonly epoch: number;
	/** A UUID for one thing of this image: always the same. */
	readonly uuid: (thing: string) => string;
}

/** The seconds that SOURCE_DATE_EPOCH says; undefined when that is no time that every file system of an image can hold. */
export function parseEpoch(text: string): number | undefined {
	const seconds = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
	return seconds >= FIRST && seconds <= LAST ? seconds : undefined;
}

/** Derived from what the plan says is built, and never from where, when or by whom. */
export function identityOf(
	{ imageName, architecture, resolution, disk }: Pick<Plan, "imageName" | "architecture" | "resolution" | "disk">,
	epoch: number,
): Identity {
	const names = resolution.selected.map(({ name }) => name);
	const seed = JSON.stringify([basename(imageName), architecture, names, disk.text, epoch]);
	return { epoch, uuid: (thing) => uuidOf(`${seed}\n${thing}`) };
}

/** A UUID of version 8 (RFC 9562): its bits are those of a digest. */
function uuidOf(text: string): string {
	const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
	bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
	bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
