import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { SendProgress } from "../../src/core/publish/target.js";
import type { OpenDevice } from "../../src/write/open-device.js";
import { writeImage } from "../../src/write/write-image.js";

const MIB = 2 ** 20;

interface Faults {
	readonly write?: (at: number) => void;
	readonly read?: (at: number, bytes: Buffer) => void;
	readonly sync?: () => void;
	readonly zero?: boolean;
}

/** A disk in memory that was used before; what fails is said in `faults`. */
function memoryDisk(bytes: number, faults: Faults = {}) {
	const disk = Buffer.alloc(bytes, 0x77);
	const writes: number[] = [];
	const device: OpenDevice = {
		async write(part, at) {
			faults.write?.(at);
			writes.push(at);
			disk.set(part, at);
		},
		async read(at, length) {
			const part = Buffer.from(disk.subarray(at, at + length));
			faults.read?.(at, part);
			return part;
		},
		async sync() {
			faults.sync?.();
		},
		async zero(length) {
			if (faults.zero) disk.fill(0, 0, length);
			return faults.zero === true;
		},
		async forget() {},
		async close() {},
	};
	return { disk, device, writes };
}

/** 5.5 MiB, of which the third MiB is zeros. */
const IMAGE = Buffer.concat([randomBytes(2 * MIB), Buffer.alloc(MIB), randomBytes(2.5 * MIB)]);
const image = { bytes: IMAGE.length, read: async (at: number, length: number) => IMAGE.subarray(at, at + length) };

function write(
	room: number,
	faults: Faults = {},
	more: { signal?: AbortSignal; progress?: (p: SendProgress) => void } = {},
) {
	const made = memoryDisk(room, faults);
	const outcome = writeImage({
		...{ image, device: made.device, to: { path: "/dev/null", bytes: room, isPartition: false }, note: () => {} },
		...{ signal: more.signal ?? new AbortController().signal, progress: more.progress ?? (() => {}) },
	});
	return { ...made, outcome };
}

const system = (code: string, message = `${code}: i/o error, write`) => Object.assign(new Error(message), { code });
const failure = async (outcome: Promise<unknown>) => {
	const error = (await outcome.then(
		() => new Error("it went well"),
		(thrown: unknown) => thrown,
	)) as Error & { code?: string; next?: string[] };
	return [error.code, error.message, ...(error.next ?? [])].join("\n");
};

test("what is written is the image, and its digest that of the disk", async () => {
	const { disk, outcome } = write(8 * MIB);
	expect(await outcome).toEqual({
		...{ bytes: IMAGE.length, skipped: 0 },
		sha256: createHash("sha256").update(IMAGE).digest("hex"),
	});
	expect(disk.subarray(0, IMAGE.length).equals(IMAGE)).toBe(true);
	// What a RAID or a GPT had left at the end.
	expect(disk.subarray(7 * MIB).equals(Buffer.alloc(MIB))).toBe(true);
});

test("zeros are left out only where the device says that it reads as zeros", async () => {
	const asked = write(8 * MIB, { zero: true });
	expect((await asked.outcome).skipped).toBe(MIB);
	expect(asked.writes).not.toContain(2 * MIB);
	const other = write(8 * MIB);
	await other.outcome;
	expect(other.writes).toContain(2 * MIB);
});

test("the beginning is written last, so that what is cancelled has no partition table", async () => {
	const cancel = new AbortController();
	const { disk, outcome } = write(
		8 * MIB,
		{},
		{
			signal: cancel.signal,
			progress: ({ sent, doing }) => doing === "writing" && sent >= 3 * MIB && cancel.abort(),
		},
	);
	expect(await failure(outcome)).toContain("aborted");
	expect(disk.subarray(0, MIB).equals(Buffer.alloc(MIB))).toBe(true);
	expect(disk.subarray(MIB, 2 * MIB).equals(IMAGE.subarray(MIB, 2 * MIB))).toBe(true);
});

test("a device that fails is told with the place and what to do", async () => {
	const at = (place: number, code: string) => ({
		write: (where: number) => {
			if (where === place) throw system(code);
		},
	});
	expect(await failure(write(8 * MIB, at(4 * MIB, "EIO")).outcome)).toBe(
		[
			"device-gone",
			"/dev/null has gone while writing, 4.0M of 5.5M (byte 4194304): it was taken out, or its cable is loose. What is on /dev/null is no whole image: it does not boot",
			"Put it in again, look which name it has now (diskwright write IMAGE lists them), and begin anew.",
		].join("\n"),
	);
	expect(await failure(write(8 * MIB, at(MIB, "ENOSPC")).outcome)).toContain("device-gone");
	const torn = {
		sync: () => {
			throw system("ENODEV");
		},
	};
	expect(await failure(write(8 * MIB, torn).outcome)).toContain("device-gone");
});

test("a device that keeps something else is found out, with the first place that differs", async () => {
	const read = (at: number, bytes: Buffer) => {
		if (at === 3 * MIB) bytes[9] = (bytes[9] ?? 0) ^ 1;
	};
	expect(await failure(write(8 * MIB, { read }).outcome)).toBe(
		[
			"written-differs",
			"What /dev/null holds is not what was written to it, first at 3.0M of 5.5M (byte 3145728)",
			"The device is broken, or has less room than it says: use another one. If others fail too: another port, a test of this host's memory.",
		].join("\n"),
	);
});

test("an image that cannot be read any more ends it in the words of who read it", async () => {
	const made = memoryDisk(8 * MIB);
	const read = async (at: number, length: number) => {
		if (at > 3 * MIB) throw new Error("the image is damaged");
		return IMAGE.subarray(at, at + length);
	};
	const outcome = writeImage({
		...{ image: { bytes: IMAGE.length, read }, device: made.device, note: () => {}, progress: () => {} },
		...{ to: { path: "/dev/null", bytes: 8 * MIB, isPartition: false }, signal: new AbortController().signal },
	});
	expect(await failure(outcome)).toContain("the image is damaged");
});
