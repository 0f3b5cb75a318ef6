import { describe, expect, test } from "vitest";
import { assertFits, fstabField, layoutDisk } from "../../../src/core/disk/compute-layout.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { planDisk } from "../../../src/core/disk/plan-disk.js";
import { flattenConfig, mergeRootParams } from "../../../src/core/disk/read-config.js";

const fileSystem = (values: object, mount: object) => ({ ...values, mount: { ...mount } });
const disk = (root: object, data: object) => [
	{ local_loop: { name: "image0" } },
	{
		partitioning: {
			base: "image0",
			label: "gpt",
			partitions: [
				{ name: "root", size: "1GiB", mkfs: root },
				{ name: "data", size: "100%", mkfs: data },
			],
		},
	},
];
const ROOT = fileSystem({ name: "mkfs_root", type: "ext4" }, { mount_point: "/", fstab: {} });

function fstab(data: object, rootLabel?: string): string {
	const params = { rootFsType: "ext4", ...(rootLabel === undefined ? {} : { rootLabel }) };
	const config = mergeRootParams(flattenConfig(disk(ROOT, data)), params);
	const layout = layoutDisk(buildGraph(config, { imageSize: 2 ** 32 }));
	assertFits(layout);
	return layout.fstab;
}
const data = (options: unknown, mount_point = "/srv", more: object = {}) =>
	fileSystem({ type: "ext4", label: "data", ...more }, { mount_point, fstab: { options } });

/** As getmntent(3) reads a field. */
const decoded = (field: string) =>
	field.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

describe("what fstab separates by is escaped in it", () => {
	test.each(["/srv/my data", "/srv/a\\040b", "/srv/#x", "/srv/ä", "/srv/'x'"])("the mount point %j", (point) => {
		const fields = fstab(data("defaults", point)).split("\n")[1]?.split(" ") ?? [];
		expect(fields).toHaveLength(6);
		expect(decoded(fields[1] ?? "")).toBe(point);
	});

	test("labels of the root and of others", () => {
		const text = fstab(data("defaults", "/srv", { label: "my data" }), "my root");
		expect(text).toBe("LABEL=my\\040root / ext4 defaults 0 2\nLABEL=my\\040data /srv ext4 defaults 0 2\n");
	});

	test("a blank in the value of an option; a list of options is one field", () => {
		expect(fstab(data("noatime,x-note=a b"))).toContain(" noatime,x-note=a\\040b 0 2");
		expect(fstab(data('context="a b,c",ro'))).toContain(' context="a\\040b,c",ro 0 2');
		expect(fstab(data(["noatime", "ro"]))).toContain(" noatime,ro 0 2");
	});

	test("a mount point without a leading slash lies below /", () => {
		expect(fstab(data("defaults", "srv"))).toContain("LABEL=data /srv ext4");
	});

	test("the field of a text", () => {
		expect(fstabField("a b\tc\nd\\e")).toBe("a\\040b\\011c\\012d\\134e");
	});
});

describe("what fstab has no words for is refused", () => {
	test.each(["defaults, noatime", "defaults noatime", "", " ro", "ro,", ",ro", "ro,,rw", "ro\n", "a\tb", { a: 1 }])(
		"the options %j",
		(options) => {
			expect(() => fstab(data(options))).toThrow(/^the options of fstab_mount_mkfs_data /);
		},
	);

	test.each(["/srv/../etc", "/srv/./x", "/srv\n/x", "", `/srv/${"x".repeat(256)}`])("the mount point %j", (point) => {
		expect(() => fstab(data("defaults", point))).toThrow(/^the mount_point of mount_mkfs_data /);
	});

	test.each([
		["ext4", "a\nb", /control/],
		["ext4", "", /empty/],
		["ext4", " a", /blank/],
		["ext4", "a ", /blank/],
		["ext4", '"a', /quote/],
		["ext4", "ééééééééé", /too long for filesystem \[ext4\]: 18 > 16/],
		["swap", "ééééééééé", /too long/],
		["vfat", "a*b", /FAT label/],
		["vfat", "é", /FAT label/],
		["fat", "twelve-chars", /too long for filesystem \[fat\]/],
	])("a label of %s that is %j", (type, label, message) => {
		expect(() => fstab(data("defaults", "/srv", { type, label }))).toThrow(message);
	});

	test.each([
		["ext4", "foo"],
		["xfs", "foo"],
		["swap", "1234"],
	])("a UUID of %s that is %j", (type, uuid) => {
		expect(() => fstab(data("defaults", "/srv", { type, uuid }))).toThrow(/^the uuid of mkfs_data is no UUID/);
	});

	test.each(["../x", "-t", "a b", "ext4;ls", ""])("a type of file system that is %j", (type) => {
		expect(() => fstab(data("defaults", "/srv", { type }))).toThrow(/not a file system/);
	});
});

test("a size that cannot be read says which one, and what to write", () => {
	const plan = (size: string, loop: object = {}) =>
		planDisk({
			text: JSON.stringify([
				{ local_loop: { name: "image0", ...loop } },
				{ partitioning: { base: "image0", label: "gpt", partitions: [{ name: "root", size, mkfs: ROOT }] } },
			]),
			source: { kind: "environment" },
			params: { rootFsType: "ext4" },
		});
	expect(() => plan("400m")).toThrow(
		expect.objectContaining({
			message: "the size of partition root: unit_str [m] not known",
			next: [expect.stringContaining("Write 400MiB, or 400M for powers of ten")],
		}),
	);
	expect(() => plan("100%", { size: "4 gib" })).toThrow(
		expect.objectContaining({
			message: "the size of image0: unit_str [gib] not known",
			next: [expect.stringContaining("4GiB")],
		}),
	);
	expect(plan("400 MB").mountPoints).toEqual(["/"]);
	expect(plan("0.5G").mountPoints).toEqual(["/"]);
});
