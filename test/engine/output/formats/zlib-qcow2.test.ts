import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeZlibQcow2 } from "../../../../src/engine/output/formats/zlib-qcow2.js";
import type { TaskHandle } from "../../../../src/engine/tasks/task.js";
import { temporaryFolder } from "../../../support/elements.js";

const KIB = 1024;

/** A number of bytes that cannot be packed, the same in every run. */
function noise(bytes: number): Buffer {
	let state = 12345;
	return Buffer.from(
		Array.from({ length: bytes }, () => {
			state = (state * 1103515245 + 12345) % 2 ** 31;
			return state >> 16;
		}),
	);
}

const text = (bytes: number) => Buffer.alloc(bytes, "what can be packed, and a little more of it; ");

/** A sparse disk of `size` bytes with these parts. */
function disk(size: number, parts: Readonly<Record<number, Buffer>>): string {
	const file = join(temporaryFolder(), "disk.raw");
	const descriptor = openSync(file, "w");
	for (const [offset, bytes] of Object.entries(parts)) writeSync(descriptor, bytes, 0, bytes.length, Number(offset));
	ftruncateSync(descriptor, size);
	closeSync(descriptor);
	return file;
}

async function write(image: string, name = "disk.qcow2", signal = new AbortController().signal): Promise<string> {
	const target = join(temporaryFolder(), name);
	await writeZlibQcow2({ image, target, signal, task: { log: { tell: () => {} } } as unknown as TaskHandle });
	return target;
}

const qemuImg = (...words: string[]) => execFileSync("qemu-img", words, { encoding: "utf8" });

/** What QEMU says of it: that all is in order, and that it holds the same as the raw disk. */
function judge(qcow2: string, raw: string): string {
	return qemuImg("check", qcow2) + qemuImg("compare", "-f", "raw", "-F", "qcow2", raw, qcow2);
}

test.each([
	["of a sector with data", 512, { 0: text(512) }],
	["that is empty", 1 << 20, {}],
	[
		"of text and noise in turns, whose end is in the middle of a cluster",
		3 * KIB * KIB + 512,
		{
			...{
				0: text(700 * KIB),
				[700 * KIB]: noise(130 * KIB),
				[830 * KIB]: text(64 * KIB),
				[896 * KIB]: noise(64 * KIB),
			},
			...{ [960 * KIB]: text(10), [3 * KIB * KIB]: noise(512) },
		},
	],
	[
		"of many gibibytes with little in it",
		20 * 2 ** 30 + 3 * 512,
		{
			...{ 4096: text(4096), [600 * KIB * KIB]: noise(70 * KIB), [20 * 2 ** 30]: text(3 * 512) },
		},
	],
] as const)("a disk %s is a sound qcow2 with the same content", async (_, size, parts) => {
	const raw = disk(size, parts);
	const said = judge(await write(raw), raw);
	expect(said).toContain("No errors were found");
	expect(said).toContain("Images are identical.");
});

test("a disk is as qemu-img would have made it, no more than a twentieth larger, and the same every time", async () => {
	const raw = disk(12 * KIB * KIB, {
		0: readFileSync(process.execPath).subarray(0, 8 * KIB * KIB),
		[9 * KIB * KIB]: noise(KIB * KIB),
	});
	const [ours, again] = [await write(raw), await write(raw, "again.qcow2")];
	expect(readFileSync(again).equals(readFileSync(ours))).toBe(true);
	expect(judge(ours, raw)).toContain("Images are identical.");
	const theirs = `${raw}.qcow2`;
	qemuImg("convert", "-c", "-f", "raw", "-O", "qcow2", raw, theirs);
	const told = (file: string) => {
		const {
			"format-specific": format,
			"virtual-size": size,
			"cluster-size": cluster,
		} = JSON.parse(qemuImg("info", "--output=json", file));
		return { format, size, cluster };
	};
	expect(told(ours)).toEqual(told(theirs));
	expect(statSync(ours).size).toBeLessThan(statSync(theirs).size * 1.05);
});

test("a build that is cancelled ends at once", async () => {
	const raw = disk(KIB * KIB, { 0: text(KIB * KIB) });
	await expect(write(raw, "disk.qcow2", AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
});
