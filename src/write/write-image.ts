import { createHash } from "node:crypto";
import { EXIT, UserError } from "../core/errors.js";
import type { SendProgress } from "../core/publish/target.js";
import { shortBytes } from "../core/text/short-quantities.js";
import { moveBackupGpt } from "../core/write/move-backup-gpt.js";
import { deviceTrouble } from "./device-trouble.js";
import type { OpenDevice } from "./open-device.js";
import type { OpenImage } from "./open-image.js";

export interface WriteWork {
	readonly image: Pick<OpenImage, "bytes" | "read">;
	readonly device: OpenDevice;
	/** Where it is, and how large. */
	readonly to: { readonly path: string; readonly bytes: number; readonly isPartition: boolean };
	readonly signal: AbortSignal;
	readonly progress: (progress: SendProgress) => void;
	/** Hears every step, in one sentence without its end. */
	readonly note: (text: string) => void;
}

export interface WriteOutcome {
	readonly bytes: number;
	/** Of the disk in the image, and of what was read back; in hexadecimal. */
	readonly sha256: string;
	/** Left out because the device reads as zeros there. */
	readonly skipped: number;
	/** Where the partition table lets partitions end now; undefined where it was not changed. */
	readonly usableEnd?: number;
}

/** Read and written at once. */
const PART = 1 << 20;
/** So much is on its way at most: what is shown has arrived, and an end is quick with a slow stick too. */
const SYNC_EVERY = 16 * PART;
const ZEROS = Buffer.alloc(PART);

/**
 * Writes the disk in an image to a device, reads it back and compares. The beginning, with the partition table, is written last:
 * what was cut off never looks like a disk. Throws UserError; a cancel throws the signal's reason.
 */
export async function writeImage(work: WriteWork): Promise<WriteOutcome> {
	const { head, sha256, skipped } = await copy(work);
	work.note("written; now it is read back");
	await verify(work, sha256);
	const usableEnd = work.to.isPartition ? undefined : await fitTable(work, head);
	return { bytes: work.image.bytes, sha256, skipped, ...(usableEnd === undefined ? {} : { usableEnd }) };
}

async function copy(work: WriteWork): Promise<{ head: Buffer; sha256: string; skipped: number }> {
	const { image, device, to, signal } = work;
	const digest = createHash("sha256");
	const doing = moment(work, "writing");
	const isZero = await doing(0, () => device.zero(image.bytes, signal));
	await doing(0, () => device.write(ZEROS.subarray(0, Math.min(PART, to.bytes)), 0));
	await doing(to.bytes, () => clearEnd(work));
	await doing(0, () => device.sync());
	let head: Buffer = ZEROS;
	let skipped = 0;
	let unsynced = 0;
	let coming = readPart(image, 0);
	for (let at = 0; at < image.bytes; at += PART) {
		signal.throwIfAborted();
		const part = await coming;
		coming = readPart(image, at + PART);
		digest.update(part);
		if (at === 0) head = part;
		else if (isZero && part.equals(ZEROS.subarray(0, part.length))) skipped += part.length;
		else {
			await doing(at, () => device.write(part, at));
			unsynced += part.length;
		}
		if (unsynced >= SYNC_EVERY) {
			await doing(at, () => device.sync());
			unsynced = 0;
		}
		work.progress({ sent: Math.min(at + PART, image.bytes), total: image.bytes, doing: "writing" });
	}
	await doing(image.bytes, () => device.sync());
	signal.throwIfAborted();
	await doing(0, () => device.write(head, 0));
	await doing(0, () => device.sync());
	return { head, sha256: digest.digest("hex"), skipped };
}

/** Begun before it is needed. What fails is told by who awaits it. */
function readPart(image: WriteWork["image"], at: number): Promise<Buffer> {
	if (at >= image.bytes) return Promise.resolve(ZEROS);
	const part = image.read(at, Math.min(PART, image.bytes - at));
	part.catch(() => {});
	return part;
}

/** Behind the image: what RAID, LVM and partition tables leave at the end of a disk would be found again. */
async function clearEnd({ image, device, to }: WriteWork): Promise<void> {
	const from = Math.max(image.bytes, to.bytes - PART);
	if (from < to.bytes) await device.write(ZEROS.subarray(0, to.bytes - from), from);
}

async function verify(work: WriteWork, sha256: string): Promise<void> {
	const { image, device, signal } = work;
	const doing = moment(work, "reading back");
	await device.forget();
	const digest = createHash("sha256");
	for (let at = 0; at < image.bytes; at += PART) {
		signal.throwIfAborted();
		const length = Math.min(PART, image.bytes - at);
		digest.update(await doing(at, () => device.read(at, length)));
		work.progress({ sent: at + length, total: image.bytes, doing: "verifying" });
	}
	if (digest.digest("hex") === sha256) return;
	throw await differs(work);
}

/** The image is read again to say where. */
async function differs({ image, device, to }: WriteWork): Promise<UserError> {
	let place = "somewhere";
	for (let at = 0; at < image.bytes; at += PART) {
		const length = Math.min(PART, image.bytes - at);
		if ((await image.read(at, length)).equals(await device.read(at, length))) continue;
		place = `first at ${shortBytes(at)} of ${shortBytes(image.bytes)} (byte ${at})`;
		break;
	}
	return new UserError({
		...{ code: "written-differs", message: `What ${to.path} holds is not what was written to it, ${place}` },
		next: [
			"The device is broken, or has less room than it says: use another one. If others fail too: another port, a test of this host's memory.",
		],
		exitCode: EXIT.failed,
	});
}

/** A disk that is larger than the image gets the backup of its partition table at its end, where firmware looks for it. */
async function fitTable(work: WriteWork, head: Buffer): Promise<number | undefined> {
	const { device, to } = work;
	const moved = moveBackupGpt(head, to.bytes);
	if (!moved) return undefined;
	const doing = moment(work, "writing");
	for (const { offset, bytes } of moved.pieces) {
		await doing(offset, () => device.write(bytes, offset));
		await doing(offset, () => device.sync());
	}
	await device.forget();
	for (const { offset, bytes } of moved.pieces) {
		const there = await doing(offset, () => device.read(offset, bytes.length));
		if (!there.equals(bytes)) throw await differs(work);
	}
	return moved.usableEnd;
}

/** Does something at a place of the device; what fails tells the place. */
function moment({ to, image }: WriteWork, what: string) {
	return async <T>(at: number, act: () => Promise<T>): Promise<T> => {
		try {
			return await act();
		} catch (error) {
			throw deviceTrouble(error, { path: to.path, doing: what, at, total: image.bytes });
		}
	};
}
