import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlacedFileSystem } from "../../../src/core/disk/disk-layout.js";
import { makeFileSystem } from "../../../src/engine/disk/make-file-system.js";

const MIB = 2 ** 20;
const START = 5 * MIB;
let work = "";
beforeAll(() => {
	work = mkdtempSync("/tmp/diskwright-sizes-test-");
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function sparse(name: string, bytes: number): string {
	const file = join(work, name);
	writeFileSync(file, "");
	truncateSync(file, bytes);
	return file;
}

/** A file system in the middle of a large image, as a build makes it. */
async function inImage(type: string, mib: number): Promise<string> {
	const image = sparse("image.raw", 3072 * MIB);
	const place = { image: "image0", start: START, bytes: mib * MIB };
	const system: PlacedFileSystem = { node: "fs", type, label: "X", opts: [], on: "p", place };
	await makeFileSystem(system, image, 512);
	return image;
}

function bytesAt(file: string, start: number, length: number): Buffer {
	const handle = openSync(file, "r");
	const buffer = Buffer.alloc(length);
	readSync(handle, buffer, 0, length, start);
	closeSync(handle);
	return buffer;
}

/** What tells kinds of FAT apart: jump, sizes, geometry and the type's name, without the serial number. */
const fatFacts = (boot: Buffer) => [
	boot.subarray(11, 36).toString("hex"),
	boot.readUInt16LE(22) > 0 ? boot.subarray(54, 62).toString() : boot.subarray(82, 90).toString(),
];

describe("a file system in a part of an image is what mkfs makes on a device of that size", () => {
	test.each([2, 16, 32, 64, 100, 200, 256, 257, 300, 400, 511, 512, 550, 600])("FAT of %d MiB", async (mib) => {
		const image = await inImage("vfat", mib);
		const device = sparse("device", mib * MIB);
		execFileSync("mkfs.vfat", ["-n", "X", device], { stdio: "ignore" });
		expect(fatFacts(bytesAt(image, START, 512))).toEqual(fatFacts(bytesAt(device, 0, 512)));
		execFileSync("mdir", ["-i", `${image}@@${START}`, "::/"], { env: { ...process.env, MTOOLS_SKIP_CHECK: "1" } });
		// Read as a device of its own it is without fault.
		execFileSync("dd", [`if=${image}`, `of=${device}`, "bs=1M", "skip=5", `count=${mib}`, "conv=sparse"], {
			stdio: "ignore",
		});
		execFileSync("fsck.vfat", ["-n", device], { stdio: "ignore" });
		expect(statSync(image).blocks * 512, "only what mkfs writes takes room").toBeLessThan(8 * MIB);
	});

	test.each([
		["ext4", 8],
		["ext4", 100],
		["ext4", 600],
		["ext2", 4],
		["ext3", 512],
	])("%s of %d MiB", async (type, mib) => {
		const image = await inImage(type, mib);
		const device = sparse("device", mib * MIB);
		execFileSync("mkfs", ["-t", type, "-L", "X", "-q", device]);
		const facts = (target: string) =>
			execFileSync("dumpe2fs", ["-h", target], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
				.split("\n")
				.filter((line) =>
					/^(Inode count|Block count|Block size|Inode size|Filesystem features|.*ournal size)/.test(line),
				);
		expect(facts(`${image}?offset=${START}`)).toEqual(facts(device));
	});

	test("swap of 32 MiB", async () => {
		const image = await inImage("swap", 32);
		const device = sparse("device", 32 * MIB);
		execFileSync("mkswap", ["-L", "X", device], { stdio: "ignore" });
		// Version, last page and number of bad pages.
		expect(bytesAt(image, START + 1024, 12)).toEqual(bytesAt(device, 1024, 12));
		expect(bytesAt(image, START + 4086, 10).toString()).toBe("SWAPSPACE2");
	});
});
