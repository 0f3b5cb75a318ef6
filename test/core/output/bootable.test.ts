import { expect, test } from "vitest";
import { bootableFile } from "../../../src/core/output/bootable.js";

const made = (...formats: string[]) => formats.map((format) => ({ format, path: `/x.${format}` }));

test.each([
	["a disk before an archive", ["tgz", "qcow2", "raw"], "/x.qcow2"],
	["a disk before a kernel", ["initrd", "vmlinuz", "raw"], "/x.raw"],
	["the kernel of a ramdisk", ["initramfs", "kernel"], "/x.kernel"],
	["nothing of an archive", ["tgz", "squashfs"], undefined],
	["nothing where nothing was made", [], undefined],
])("boots %s", (_case, formats, file) => {
	expect(bootableFile(made(...formats))).toBe(file);
});
