import { expect, test } from "vitest";
import { type FixedSizes, fixedSizes } from "../../../src/core/disk/fixed-sizes.js";
import { type ImageSizeInput, imageSizeKiB, rootMkfsOptions } from "../../../src/core/disk/image-size.js";
import { flattenConfig } from "../../../src/core/disk/read-config.js";

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

const layout = (...partitions: object[]) =>
	flattenConfig([{ local_loop: { name: "image0" } }, { partitioning: { base: "image0", label: "gpt", partitions } }]);
const ROOT = { name: "root", size: "100%", mkfs: { type: "ext4", mount: { mount_point: "/" } } };
const ESP = { name: "ESP", size: "550MiB" };
const lvm = {
	lvm: {
		name: "lvm",
		pvs: [{ name: "pv", base: "rest" }],
		vgs: [{ name: "vg", base: ["pv"] }],
		lvs: [
			{ name: "lv_root", base: "vg", size: "2GiB" },
			{ name: "lv_var", base: "vg", size: "1GiB" },
			{ name: "lv_thin", base: "vg", size: "9GiB", type: "thin" },
		],
	},
};

test.each([
	["all partitions but the root's", layout(ESP, { name: "swap", size: "1G" }, ROOT), { otherKiB: (550 + 954) * MIB }],
	["a root of its own size", layout(ESP, { ...ROOT, size: "3GiB" }), { rootKiB: 3 * MIB * MIB, otherKiB: 550 * MIB }],
	["none in shares", layout({ name: "a", size: "20%" }, ROOT), { otherKiB: 0 }],
	[
		"logical volumes in what is left",
		[
			...layout(ESP, { name: "rest", size: "100%" }),
			lvm,
			...flattenConfig([{ mkfs: { base: "lv_root", mount: { mount_point: "/" } } }]),
		],
		{ rootKiB: 2 * MIB * MIB, otherKiB: (550 + 1024) * MIB },
	],
	["no partition at all", flattenConfig([{ local_loop: { name: "image0" } }]), { otherKiB: 0 }],
	[
		"nothing on an image with a size of its own",
		flattenConfig([
			{ local_loop: { name: "image0", size: "9GiB" } },
			{ partitioning: { base: "image0", label: "gpt", partitions: [ESP, ROOT] } },
		]),
		{ otherKiB: 0 },
	],
])("fixed sizes: %s", (_, config, sizes) => {
	expect(fixedSizes(config)).toEqual(sizes);
});

test("an image that is sized by its content has room for the partitions of fixed size, whatever the layout is called", () => {
	const grown = (fixed: FixedSizes, more: Partial<ImageSizeInput> = {}) =>
		imageSizeKiB({ ...base, ...more, fixed }) - imageSizeKiB({ ...base, ...more });
	expect(grown({ otherKiB: 1558 * MIB })).toBe(1566 * MIB);
	expect(grown({ otherKiB: 558 * MIB }, { efi: true })).toBe(0);
	expect(grown({ otherKiB: 1058 * MIB }, { efi: true })).toBe((1066 - 64 - 525) * MIB);
	expect(grown({ otherKiB: 100 * MIB }, { efi: true })).toBe(0);
	expect(grown({ otherKiB: 1558 * MIB }, { imageSize: 1 })).toBe(0);
	expect(imageSizeKiB({ ...base, fixed: { rootKiB: 4096 * MIB, otherKiB: 100 * MIB } })).toBe(4204 * MIB);
});
