import { expect, test } from "vitest";
import { type ImageSizeInput, imageSizeKiB, rootMkfsOptions } from "../../../src/core/disk/image-size.js";

const MIB = 1024;
const base: ImageSizeInput = { treeKiB: 60_000, journalSize: 64, rootFsType: "ext4", efi: false };

test.each<[string, Partial<ImageSizeInput>, number]>([
	["a tree is 60 % of its image, plus the journal, in steps of 64", {}, 100_000 + 64 * MIB + 32],
	["no journal for xfs", { rootFsType: "xfs" }, 100_032],
	["another journal", { journalSize: 1 }, 101_056],
	["extra room instead of the 60 %", { extraSize: 1.5 }, 60_000 + 1536 + 32 + 64 * MIB],
	["a given size is the size, without journal", { imageSize: 2 }, 2 * MIB * MIB],
	["a given size counts more than extra room", { imageSize: 1, extraSize: 5 }, MIB * MIB],
	["room for an EFI partition, even beside a given size", { imageSize: 1, efi: true }, MIB * MIB + 525 * MIB],
	["0.3 GiB", { imageSize: 0.3 }, 322_174_976 / 1024],
])("%s", (_, input, kib) => {
	expect(imageSizeKiB({ ...base, ...input })).toBe(kib);
});

test.each<[Partial<Parameters<typeof rootMkfsOptions>[0]>, string]>([
	[{}, "-i 4096 -J size=64"],
	[{ given: "-m 1" }, "-i 4096 -J size=64 -m 1"],
	[{ rootFsType: "xfs", given: "-f" }, "-f"],
	[{ maxOnlineResize: "99", release: "trusty" }, "-E resize=99 -O ^metadata_csum -i 4096 -J size=64"],
	[{ rootFsType: "xfs", maxOnlineResize: "99" }, "-E resize=99"],
])("mkfs options for %j", (input, options) => {
	expect(rootMkfsOptions({ rootFsType: "ext4", journalSize: 64, given: "", ...input })).toBe(options);
});
