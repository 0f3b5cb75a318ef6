import { randomInt, randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { DiskImage } from "../../core/disk/disk-layout.js";
import { gptPieces } from "../../core/disk/gpt.js";
import { mbrSectors } from "../../core/disk/mbr.js";
import type { Identity } from "../../core/reproducible/identity.js";

/** Makes the sparse image file, private to its owner, and writes its partition table; an older file is replaced. Its numbers are random, or those of `identity`. */
export async function writeImageFile(image: DiskImage, file: string, identity?: Identity): Promise<void> {
	await rm(file, { force: true });
	const handle = await open(file, "wx", 0o600);
	try {
		await handle.truncate(image.bytes);
		if (image.table === "mbr") {
			for (const { sector, bytes, from } of mbrSectors(image, diskNumber(image, identity))) {
				await handle.write(bytes, from, bytes.length - from, sector * 512 + from);
			}
		}
		if (image.table === "gpt") {
			for (const { offset, bytes } of gptPieces(image, guids(image, identity)))
				await handle.write(bytes, 0, bytes.length, offset);
		}
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function diskNumber({ name }: DiskImage, identity: Identity | undefined): number {
	return identity ? Number.parseInt(identity.uuid(`disk ${name}`).slice(0, 8), 16) : randomInt(2 ** 32);
}

/** The table's own, then one for each partition. */
function guids({ name }: DiskImage, identity: Identity | undefined): () => string {
	let number = 0;
	return () => (identity ? identity.uuid(`guid ${name} ${number++}`) : randomUUID());
}
