import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findRamdisk } from "../../src/boot/find-ramdisk.js";
import { temporaryFolder } from "../support/elements.js";

/** The beginning of a kernel: a boot sector that no BIOS could tell from a disk's, and the header of Linux behind it. */
function kernelBytes(): Buffer {
	const bytes = Buffer.alloc(1024);
	bytes.writeUInt16LE(0xaa55, 510);
	bytes.write("HdrS", 0x202, "latin1");
	return bytes;
}

/** A folder that holds these files, kernels in all that are not named after a ramdisk. */
function folderWith(...names: string[]): (name: string) => string {
	const folder = temporaryFolder();
	for (const name of names) writeFileSync(join(folder, name), /init/.test(name) ? "ramdisk" : kernelBytes());
	return (name) => join(folder, name);
}

describe("findRamdisk", () => {
	it.each([
		["x.kernel", "x.kernel", "x.initramfs"],
		["x.initramfs", "x.kernel", "x.initramfs"],
		["y.vmlinuz", "y.vmlinuz", "y.initrd"],
		["y.initrd", "y.vmlinuz", "y.initrd"],
	])("finds what belongs to %s", async (given, kernel, initramfs) => {
		const at = folderWith("x.kernel", "x.initramfs", "y.vmlinuz", "y.initrd");
		expect(await findRamdisk(at(given))).toEqual({ kernel: at(kernel), initramfs: at(initramfs) });
	});

	it("takes a kernel of any name with the initramfs that is named", async () => {
		const at = folderWith("vmlinuz-6.1", "initrd.img-6.1");
		const both = { kernel: at("vmlinuz-6.1"), initramfs: at("initrd.img-6.1") };
		expect(await findRamdisk(at("vmlinuz-6.1"), at("initrd.img-6.1"))).toEqual(both);
		await expect(findRamdisk(at("vmlinuz-6.1"))).rejects.toMatchObject({
			code: "incomplete-ramdisk",
			next: [expect.stringContaining("--initramfs")],
		});
	});

	it("leaves disks, folders and what is not there to others", async () => {
		const at = folderWith("x.kernel");
		writeFileSync(at("disk.raw"), kernelBytes().fill(0, 0x202));
		mkdirSync(at("folder"));
		for (const name of ["disk.raw", "folder", "none.qcow2"]) expect(await findRamdisk(at(name)), name).toBeUndefined();
	});

	it.each([
		["a kernel alone", ["x.kernel"], "x.kernel", undefined, "x.initramfs, which is not there"],
		["a ramdisk alone", ["x.initramfs"], "x.initramfs", undefined, "x.kernel, which is not there"],
		["a named initramfs that is not there", ["x.kernel"], "x.kernel", "other", "other, which is not there"],
	])("names what is missing beside %s", async (_case, files, given, initramfs, message) => {
		const at = folderWith(...files);
		await expect(findRamdisk(at(given), initramfs && at(initramfs))).rejects.toMatchObject({
			code: "incomplete-ramdisk",
			message: expect.stringContaining(message),
		});
	});

	it("refuses a kernel that is none", async () => {
		const at = folderWith("x.initramfs");
		writeFileSync(at("x.kernel"), "text");
		await expect(findRamdisk(at("x.kernel"))).rejects.toMatchObject({ code: "bad-kernel" });
	});
});
