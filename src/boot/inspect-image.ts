import { mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../core/errors.js";
import type { BootMachine, Firmware } from "../core/host/boot-machine.js";
import { requireTool } from "../host/require-tool.js";
import { runTool } from "../host/run-tool.js";

/** What the first sectors of an image say about how it boots. */
export interface ImageFacts {
	/** Absolute. */
	readonly path: string;
	/** QEMU's name of the format. */
	readonly format: string;
	/** The first sector holds code for a BIOS. */
	readonly biosBootCode: boolean;
	readonly efiSystemPartition: boolean;
}

/** Enough for a GPT of 128 entries, with sectors of 512 or 4096 bytes. */
const HEAD_BYTES = 32 * 1024;
/** Type of an EFI system partition, C12A7328-F81F-11D2-BA4B-00A0C93EC93B, as its bytes lie on disk. */
const ESP_TYPE = "28732ac11ff8d211ba4b00a0c93ec93b";

/**
 * Finds out the format of an image and how it boots. Throws UserError `image-not-found`, `bad-image` (no boot sector
 * and no partition table) or `missing-tool` (qemu-img).
 */
export async function inspectImage(image: string, format?: string): Promise<ImageFacts> {
	const path = resolve(image);
	const file = await stat(path).catch(() => undefined);
	if (!file || file.isDirectory()) {
		throw new UserError({
			code: "image-not-found",
			message: file ? `${image} is a folder, not a disk image` : `there is no image ${image}`,
			next: ["Give the path of a file in raw, qcow2 or another format that QEMU reads."],
		});
	}
	const qemuImg = requireTool("qemu-img", "booting an image");
	const known = format ?? (await detectFormat(qemuImg, path));
	return { path, format: known, ...readHead(await head(qemuImg, path, known), image) };
}

/** As the layout says: an image with an EFI system partition is meant for EFI, whatever else it can do. */
export function chooseFirmware(
	image: Pick<ImageFacts, "efiSystemPartition">,
	{ firmwares }: Pick<BootMachine, "firmwares">,
): Firmware {
	if (!firmwares.includes("bios")) return "efi";
	return image.efiSystemPartition ? "efi" : "bios";
}

/** Reads boot sector and partition table from the first bytes of a disk. Throws UserError `bad-image`. */
export function readHead(
	bytes: Buffer,
	name: string,
): { readonly biosBootCode: boolean; readonly efiSystemPartition: boolean } {
	const sectorSize = [512, 4096].find((size) => bytes.toString("latin1", size, size + 8) === "EFI PART");
	const signed = bytes.length >= 512 && bytes.readUInt16LE(510) === 0xaa55;
	if (!signed && !sectorSize) {
		throw new UserError({
			code: "bad-image",
			message: `${name} has neither a boot sector nor a partition table`,
			next: ["Build it with the element vm, which partitions the disk and installs a boot loader."],
		});
	}
	return {
		biosBootCode: signed && bytes.subarray(0, 440).some((byte) => byte !== 0),
		efiSystemPartition: sectorSize ? hasEspInGpt(bytes, sectorSize) : hasEspInMbr(bytes),
	};
}

function hasEspInMbr(bytes: Buffer): boolean {
	return [0, 1, 2, 3].some((index) => bytes[446 + index * 16 + 4] === 0xef);
}

function hasEspInGpt(bytes: Buffer, sectorSize: number): boolean {
	const start = Number(bytes.readBigUInt64LE(sectorSize + 72)) * sectorSize;
	const count = bytes.readUInt32LE(sectorSize + 80);
	const size = bytes.readUInt32LE(sectorSize + 84);
	for (let index = 0; index < count && start + index * size + 16 <= bytes.length; index++) {
		if (bytes.toString("hex", start + index * size, start + index * size + 16) === ESP_TYPE) return true;
	}
	return false;
}

async function detectFormat(qemuImg: string, path: string): Promise<string> {
	const argv = [qemuImg, "info", "--force-share", "--output=json", path];
	const { stdout, stderr, exitCode } = await runTool(argv, { accept: "any" });
	if (exitCode !== 0) throw unreadable(path, stderr);
	return (JSON.parse(stdout) as { format: string }).format;
}

async function head(qemuImg: string, path: string, format: string): Promise<Buffer> {
	if (format === "raw") return await firstBytes(path);
	const folder = await mkdtemp(join(tmpdir(), "diskwright-head-"));
	try {
		const copy = join(folder, "head");
		const blocks = ["bs=512", `count=${HEAD_BYTES / 512}`];
		const argv = [qemuImg, "dd", "-U", "-f", format, "-O", "raw", ...blocks, `if=${path}`, `of=${copy}`];
		const { stderr, exitCode } = await runTool(argv, { accept: "any" });
		if (exitCode !== 0) throw unreadable(path, stderr);
		return await readFile(copy);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function firstBytes(path: string): Promise<Buffer> {
	const file = await open(path, "r");
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

function unreadable(path: string, said: string): UserError {
	return new UserError({
		code: "bad-image",
		message: `QEMU cannot read ${path}: ${said.trim().split("\n").at(-1) ?? ""}`,
		next: [`qemu-img check ${path}`],
	});
}
