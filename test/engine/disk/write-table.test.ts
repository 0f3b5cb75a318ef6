import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assertFits, layoutDisk } from "../../../src/core/disk/compute-layout.js";
import type { ConfigNode } from "../../../src/core/disk/disk-config.js";
import type { DiskImage } from "../../../src/core/disk/disk-layout.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { writeImageFile } from "../../../src/engine/disk/write-table.js";
import { partitionTable, verifyGpt } from "./inspect-image.js";

const MIB = 2 ** 20;
let folder = "";
beforeEach(() => {
	folder = mkdtempSync("/tmp/diskwright-table-test-");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Partition sizes in KiB, far below the disk's 2 GiB. */
const sizes = fc.array(fc.integer({ min: 1024, max: 200_000 }), { minLength: 1, maxLength: 7 });

function imageOf(label: "mbr" | "gpt", list: readonly number[], primaries: number, size: string): DiskImage {
	const partitions = list.map((kib, index) => ({
		name: `part ${index}`,
		size: `${kib}KiB`,
		flags: index < primaries && label === "mbr" ? ["primary", ...(index === 0 ? ["boot"] : [])] : [],
	}));
	const config: ConfigNode[] = [
		{ local_loop: { name: "image0", size } },
		{ partitioning: { name: "table", base: "image0", label, partitions } },
	];
	const layout = layoutDisk(buildGraph(config));
	assertFits(layout);
	return layout.images[0] as DiskImage;
}

/** What sfdisk reads, without the extended partition that only holds others. */
function readBack(file: string) {
	const { partitions } = partitionTable(file);
	return partitions.filter(({ type }) => type !== "f").map(({ start, size }) => ({ start, size }));
}

const wanted = ({ partitions }: DiskImage) =>
	partitions.map(({ start, bytes }) => ({ start: start / 512, size: Math.floor(bytes / 512) }));

test("sfdisk reads every MBR as it was meant", async () => {
	await fc.assert(
		fc.asyncProperty(sizes, fc.integer({ min: 0, max: 3 }), async (list, primaries) => {
			const image = imageOf("mbr", list, primaries, "2GiB");
			const file = join(folder, "mbr.raw");
			await writeImageFile(image, file);
			expect(readBack(file)).toEqual(wanted(image));
		}),
		{ numRuns: 25 },
	);
});

test("sfdisk and sgdisk read every GPT as it was meant and find nothing to complain of", async () => {
	await fc.assert(
		fc.asyncProperty(sizes, fc.constantFrom("2GiB", "1800000000B", "2147487744B"), async (list, size) => {
			const image = imageOf("gpt", list, 0, size);
			const file = join(folder, "gpt.raw");
			await writeImageFile({ ...image, bytes: Math.floor(image.bytes / 512) * 512 }, file);
			expect(verifyGpt(file)).toContain("No problems found");
			expect(readBack(file)).toEqual(wanted(image));
			expect(partitionTable(file).partitions.map(({ name }) => name)).toEqual(list.map((_, index) => `part ${index}`));
		}),
		{ numRuns: 25 },
	);
});

test("the file is sparse, private and exactly as large as asked for; an older one is replaced", async () => {
	const file = join(folder, "image0.raw");
	writeFileSync(file, Buffer.alloc(MIB, 0xff));
	await writeImageFile(imageOf("mbr", [2048], 1, "1GiB"), file);
	const { size, blocks, mode } = statSync(file);
	expect(size).toBe(1024 * MIB);
	expect(blocks * 512).toBeLessThan(MIB);
	expect(mode & 0o077).toBe(0);
	expect(
		readFileSync(file)
			.subarray(0, 440)
			.every((byte) => byte === 0),
	).toBe(true);
});
