import { expect, test } from "vitest";
import { chooseDiskConfig, FALLBACK_CONFIG } from "../../../src/core/disk/choose-config.js";
import { assertFits, layoutDisk } from "../../../src/core/disk/compute-layout.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { imageSizeKiB, rootMkfsOptions } from "../../../src/core/disk/image-size.js";
import { layoutLvm, lvmCreation } from "../../../src/core/disk/lvm.js";
import { planDisk } from "../../../src/core/disk/plan-disk.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../../../src/core/disk/read-config.js";
import { parseAbsoluteSize } from "../../../src/core/disk/size.js";
import { optionsFromEnvironment } from "../../../src/core/settings/from-environment.js";

const MIB = 2 ** 20;
const SIZE = 4096 * MIB;

const flatten = (text: string) => flattenConfig(parseConfig(text, "disk.yaml"));

function layout(text: string, root: { rootLabel?: string; rootFsOpts?: string } = {}) {
	const made = layoutDisk(
		buildGraph(mergeRootParams(flatten(text), { rootFsType: "ext4", ...root }), { imageSize: SIZE }),
	);
	assertFits(made);
	return made;
}

/** A disk with these partitions, in flow notation. */
const disk = (label: "mbr" | "gpt", ...partitions: string[]) =>
	`- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: ${label}
    partitions:
${partitions.map((partition) => `      - { ${partition} }\n`).join("")}`;

const ROOT =
	"name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } }";

const fallback = (env: Record<string, string>) => {
	const { settings } = optionsFromEnvironment("disk-image-create", env, "/");
	return planDisk({ text: FALLBACK_CONFIG, source: { kind: "fallback" }, params: { rootFsType: settings.fsType } });
};

test("15.57 FS_TYPE=xfs without configuration gives the label img-rootfs", () => {
	expect(fallback({ FS_TYPE: "xfs" })).toMatchObject({ rootFsType: "xfs", rootLabel: "img-rootfs" });
	expect(fallback({})).toMatchObject({ rootFsType: "ext4", rootLabel: "cloudimg-rootfs" });
});

test("15.58 DIB_BLOCK_DEVICE_CONFIG, text or file://, beats element files; the architecture's file beats the default", () => {
	const file = { kind: "file" } as const;
	const both = { "block-device-default.yaml": file, "block-device-arm64.yaml": file };
	const elements = [{ name: "disk", path: "/e/disk", files: both }];
	const choose = (given: string | undefined, architecture = "amd64") =>
		chooseDiskConfig({ given, elements, architecture, directory: "/work" });
	expect(choose("- local_loop: {}")).toMatchObject({ source: { kind: "environment" }, text: "- local_loop: {}" });
	expect(choose("file:///etc/disk.yaml")).toMatchObject({ source: { kind: "file" }, file: "/etc/disk.yaml" });
	expect(choose(undefined)).toMatchObject({ file: "/e/disk/block-device-default.yaml" });
	expect(choose(undefined, "arm64")).toMatchObject({ file: "/e/disk/block-device-arm64.yaml" });
});

const GRAPH = `
- local_loop: { name: image0 }
- partitioning:
    name: partitioning_image0
    base: image0
    label: mbr
    partitions:
      - { name: root, base: image0, size: 100% }
- mkfs: { name: mkfs_root, base: root }
- mount: { name: mount_mkfs_root, base: mkfs_root, mount_point: / }
- fstab: { name: fstab_mount_mkfs_root, base: mount_mkfs_root, options: defaults, fsck-passno: 1 }
`;

test("15.59 tree and equivalent graph documents give the same result", () => {
	expect(layout(GRAPH)).toEqual(layout(disk("mbr", ROOT)));
	expect(flatten(GRAPH)).toEqual(parseConfig(GRAPH, "disk.yaml"));
});

test("15.60 default names are <plug-in>_<base>", () => {
	const names = flatten(disk("mbr", ROOT)).map((node) => Object.values(node)[0]?.name);
	expect(names.sort()).toEqual([
		...["fstab_mount_mkfs_root", "image0", "mkfs_root", "mount_mkfs_root", "partitioning_image0"],
	]);
});

test("15.61 100% of an MBR disk leaves twice its alignment unused; GPT leaves 2 MiB", () => {
	const bytes = (text: string) => layout(text).images[0]?.partitions[0]?.bytes;
	expect(bytes(disk("mbr", ROOT))).toBe(SIZE - 2 * MIB);
	expect(bytes(disk("mbr", ROOT).replace("label: mbr", "label: mbr\n    align: 4MiB"))).toBe(SIZE - 8 * MIB);
	expect(bytes(disk("gpt", ROOT))).toBe(SIZE - 2 * MIB);
});

test("15.63 duplicate names, labels, mount points, unknown bases and over-long labels are errors", () => {
	const second = (rest: string) => () => layout(disk("gpt", ROOT.replace("100%", "1GiB"), `size: 1GiB, ${rest}`));
	expect(second("name: root")).toThrow("Duplicate node name: root");
	expect(second("name: b, mkfs: { type: ext4, label: cloudimg-rootfs }")).toThrow(
		"File system label [cloudimg-rootfs] used more than once",
	);
	expect(second("name: b, mkfs: { type: ext4, mount: { mount_point: / } }")).toThrow(
		"Mount point [/] specified more than once",
	);
	expect(second("name: b, mkfs: { type: ext4, base: nowhere }")).toThrow("Edge not defined: nowhere->mkfs_");
	for (const [type, limit] of [
		["ext4", 16],
		["swap", 16],
		["xfs", 12],
		["vfat", 11],
	] as const) {
		const mkfs = (length: number) => second(`name: b, mkfs: { type: ${type}, label: ${"x".repeat(length)} }`);
		expect(mkfs(limit), type).not.toThrow();
		expect(mkfs(limit + 1), type).toThrow(`too long for filesystem [${type}]: ${limit + 1} > ${limit}`);
	}
});

test("15.64 1G is 10^9 bytes, 1GiB is 2^30; sizes of logical volumes are rounded down to 4 MiB", () => {
	expect(["1G", "1GB", "1GiB", "1.5 GiB", "GiB"].map(parseAbsoluteSize)).toEqual([
		...[1e9, 1e9, 2 ** 30, 1.5 * 2 ** 30, 2 ** 30],
	]);
	const volume = (size: string) => `- lvm:
    name: lvm
    pvs: [ { name: pv, base: root } ]
    vgs: [ { name: vg, base: [ pv ] } ]
    lvs: [ { name: lv, base: vg, size: ${size} } ]
`;
	const commands = (size: string) =>
		layoutLvm(buildGraph(flatten(disk("gpt", "name: root, size: 100%") + volume(size)), { imageSize: SIZE })).flatMap(
			(layout) => lvmCreation(layout, (node) => `/dev/${node}`),
		);
	const made = (bytes: number) => ["lvcreate", "--name", "lv", "-L", `${bytes}B`, "vg"];
	expect(commands("1G")).toContainEqual(made(Math.floor(1e9 / (4 * MIB)) * 4 * MIB));
	expect(commands("1GiB")).toContainEqual(made(2 ** 30));
});

test("15.65 swap gets an fstab line none swap sw 0 0", () => {
	const swap = "name: swap, size: 1GiB, mkfs: { type: swap, mount: { mount_point: swapped, fstab: { options: x } } }";
	const { fstab, mountOrder } = layout(disk("gpt", swap, ROOT));
	expect(fstab).toContain("LABEL=mkfs_swap none swap sw 0 0\n");
	expect(mountOrder).toEqual(["/"]);
});

test("15.66 --root-label, --mkfs-options and --max-online-resize affect only the node mkfs_root", () => {
	const rootFsOpts = rootMkfsOptions({ rootFsType: "ext4", journalSize: 64, given: "-m 1", maxOnlineResize: "900" });
	expect(rootFsOpts).toBe("-E resize=900 -i 4096 -J size=64 -m 1");
	const data = "name: data, size: 1GiB, mkfs: { type: ext4, label: data, mount: { mount_point: /data } }";
	const named = layout(disk("gpt", data, ROOT), { rootLabel: "mine", rootFsOpts });
	expect(named.fileSystems.map(({ label, opts }) => [label, opts.join(" ")])).toEqual([
		["data", ""],
		["mine", rootFsOpts],
	]);
	const other = ROOT.replace("mkfs: {", "mkfs: { name: other, type: ext4, label: own,");
	expect(layout(disk("gpt", other), { rootLabel: "mine", rootFsOpts }).fileSystems).toMatchObject([
		{ label: "own", opts: [] },
	]);
});

test("15.67 automatic size: the tree / 0.6 + 64 MiB of journal, in steps of 64 KiB; --image-size 2.5 is 2.5 GiB", () => {
	const auto = { treeKiB: 52_001, journalSize: 64, rootFsType: "ext4", efi: false };
	const exact = Math.trunc(52_001 / 0.6) + 64 * 1024;
	const size = imageSizeKiB(auto);
	expect([size % 64, size - exact >= 0, size - exact < 64]).toEqual([0, true, true]);
	expect(imageSizeKiB({ ...auto, rootFsType: "xfs" })).toBe(Math.ceil(Math.trunc(52_001 / 0.6) / 64) * 64);
	expect(imageSizeKiB({ ...auto, imageSize: 2.5 })).toBe(2.5 * 1024 * 1024);
});
