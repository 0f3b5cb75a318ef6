import { randomInt, randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { DiskImage } from "../../core/disk/disk-layout.js";
import { gptPieces } from "../../core/disk/gpt.js";
import { mbrSectors } from "../../core/disk/mbr.js";

/** Makes the sparse image file, private to its owner, and writes its partition table; an older file is replaced. */
export async function writeImageFile(image: DiskImage, file: string): Promise<void> {
	await rm(file, { force: true });
	const handle = await open(file, "wx", 0o600);
	try {
		await handle.truncate(image.bytes);
		if (image.table === "mbr") {
			for (const { sector, bytes, from } of mbrSectors(image, randomInt(2 ** 32))) {
				await handle.write(bytes, from, bytes.length - from, sector * 512 + from);
			}
		}
		if (image.table === "gpt") {
			for (const { offset, bytes } of gptPieces(image, randomUUID)) await handle.write(bytes, 0, bytes.length, offset);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
}
