import { describe, expect, test } from "vitest";
import { chooseDiskConfig, FALLBACK_CONFIG } from "../../../src/core/disk/choose-config.js";
import { assertFits, layoutDisk, splitWords } from "../../../src/core/disk/compute-layout.js";
import { buildGraph } from "../../../src/core/disk/graph.js";
import { layoutLvm, lvmCreation } from "../../../src/core/disk/lvm.js";
import { planDisk } from "../../../src/core/disk/plan-disk.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../../../src/core/disk/read-config.js";

const source = { kind: "file", file: "/here/disk.yaml" } as const;
const plan = (text: string, params = {}) => planDisk({ text, source, params: { rootFsType: "ext4", ...params } });
const layout = (text: string, imageSize = 2 ** 31) => {
	const config = mergeRootParams(flattenConfig(parseConfig(text, "disk.yaml")), { rootFsType: "ext4" });
	const made = layoutDisk(buildGraph(config, { imageSize }));
	assertFits(made);
	return made;
};

const EFI = `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: 550MiB, mkfs: { type: vfat, label: esp, mount: { mount_point: /boot/efi, fstab: {} } } }
      - { name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { fsck-passno: 1 } } } }
`;
const table = (label: string, ...partitions: string[]) =>
	`- local_loop: { name: image0 }\n- partitioning:\n    base: image0\n    label: ${label}\n    partitions:\n${partitions
		.map((partition) => `      - { ${partition} }\n`)
		.join("")}`;

test("a plan says what is known before the build", () => {
	const made = plan(EFI, { rootLabel: "sys" });
	expect(made).toMatchObject({
		rootLabel: "sys",
		rootFsType: "ext4",
		bootLabel: "",
		mountPoints: ["/boot/efi", "/"],
		usesLvm: false,
		hasEfiPartition: true,
	});
	expect(made.drawing[0]).toBe("image0  sized by content  GPT");
	expect(made.drawing.join("\n")).toMatch(/ESP {2}550MiB[^\n]*\n +vfat {2}label ESP {2}at \/boot\/efi/);
});

test("the layout says where everything lies", () => {
	const { fileSystems, fstab, mountOrder } = layout(EFI);
	expect(mountOrder).toEqual(["/", "/boot/efi"]);
	expect(fstab).toBe("LABEL=cloudimg-rootfs / ext4 defaults 0 1\nLABEL=ESP /boot/efi vfat defaults 0 2\n");
	expect(fileSystems.map(({ label, place }) => [label, place?.start, place?.partition])).toEqual([
		["ESP", 2 ** 20, 1],
		["cloudimg-rootfs", 551 * 2 ** 20, 2],
	]);
});

test("a mistake in the YAML is shown with line and column", () => {
	expect(() => plan("- local_loop:\n    name: [image0\n")).toThrow(
		expect.objectContaining({
			code: "disk-yaml",
			place: expect.objectContaining({ file: "/here/disk.yaml", line: 3 }),
		}),
	);
});

describe("refused with a reason", () => {
	const fs = (type: string, label: string, point: string) =>
		`mkfs: { type: ${type}, label: ${label}, mount: { mount_point: ${point} } }`;
	test.each([
		["disk-config", "local_loop: {}", /must be a list/],
		["disk-config", "- zfs: { name: z }", /not a plugin value: \{"zfs"/],
		["disk-graph", "- local_loop: { name: a }\n- local_loop: { name: a }", /Duplicate node name/],
		["disk-graph", table("gpt", "name: a, size: 9MiB, flags: [bootable]"), /Unknown flag: bootable/],
		["disk-graph", table("gpt", "name: a, size: 9MiB, flags: [primary]"), /not supported for GPT/],
		["disk-graph", table("gpt", "name: a"), /partition a needs 'size'/],
		["disk-graph", table("dos", "name: a, size: 1MiB"), /'mbr' or 'gpt'/],
		["disk-graph", table("mbr", "name: a, size: 9MiB, type: 83"), /hex digits in quotes/],
		["disk-graph", table("gpt", `name: a, size: 1G, ${fs("xfs", "thirteenchars", "/")}`), /too long/],
		[
			"disk-graph",
			table("gpt", `name: a, size: 9%, ${fs("ext4", "x", "/")}`, `name: b, size: 9%, ${fs("xfs", "x", "/v")}`),
			/used more than once/,
		],
		[
			"disk-graph",
			table("gpt", `name: a, size: 9%, ${fs("ext4", "x", "/")}`, `name: b, size: 9%, ${fs("xfs", "y", "/")}`),
			/specified more than once/,
		],
		["disk-graph", "- local_loop: { name: image0, block_size: 4k }", /not a sector size: 4k/],
		["disk-graph", "- mkfs: { base: nothing, type: ext4, name: m }", /Edge not defined/],
		[
			"disk-layout",
			table("mbr", ...[1, 2, 3, 4, 5].map((n) => `name: p${n}, size: 9MiB, flags: [primary]`)),
			/four primary/,
		],
		["disk-layout", table("mbr", "name: a, size: 3GiB, flags: [primary]"), /does not fit/],
		["disk-layout", table("gpt", "name: a, size: 3GiB"), /does not fit/],
		[
			"disk-layout",
			table("mbr", "name: a, size: 9MiB", "name: b, size: 9MiB, flags: [primary]"),
			/primary partitions must be given first/,
		],
		["disk-layout", table("gpt", "name: a, size: 9MiB, type: zz"), /GPT type zz/],
		[
			"disk-layout",
			"- local_loop: { name: i }\n- mkfs: { base: i, name: m, type: ext4, fstab: {} }",
			/which is a mkfs/,
		],
		[
			"disk-graph",
			table("gpt", `name: a, size: 9%, ${fs("vfat", "efi", "/")}`, `name: b, size: 9%, ${fs("vfat", "EFI", "/v")}`),
			/label \[EFI\] used more than once/,
		],
		[
			"disk-graph",
			"- local_loop: { name: i, mkfs: { type: ext4, mount: { mount_point: /, fstab: { fsck-passno: no } } } }",
			/fsck-passno of fstab_mount_mkfs_i is not a number: false/,
		],
		[
			"disk-layout",
			"- local_loop: { name: i }\n- mkfs: { base: i, name: m, type: ext4 }\n- mkfs: { base: i, name: n, type: xfs }",
			/m and n both want all of i/,
		],
		[
			"disk-layout",
			`${table("gpt", "name: a, size: 9MiB")}- mkfs: { base: image0, name: m, type: ext4 }`,
			/a and m both want all of image0/,
		],
		[
			"disk-layout",
			`${table("gpt", "name: a, size: 9MiB")}- partitioning: { base: image0, label: mbr, partitions: [ { name: b, size: 9MiB } ] }`,
			/a and b both want all of image0/,
		],
	])("%s: %s", (code, text, message) => {
		expect(() => layout(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
	});

	test("a path without file:// is told how to be one", () => {
		expect(() => plan("/etc/disk.yaml")).toThrow(
			expect.objectContaining({ next: ["For a file, write file:///etc/disk.yaml"] }),
		);
	});

	test("a plan without a root file system", () => {
		expect(() => plan("- local_loop: { name: image0 }")).toThrow(/no file system is mounted at \//);
	});
});

test.each([
	["-i 4096  -J size=64", ["-i", "4096", "-J", "size=64"]],
	[`-E "a b" -L'x y'z`, ["-E", "a b", "-Lx yz"]],
	["-O ''", ["-O", ""]],
	["", []],
])("mkfs options %j are split as by a shell", (text, words) => {
	expect(splitWords(text)).toEqual(words);
});

describe("which configuration counts", () => {
	const file = { kind: "file" as const };
	const element = (name: string, ...files: string[]) => ({
		name,
		path: `/e/${name}`,
		files: Object.fromEntries(files.map((one) => [one, file])),
	});
	const choose = (given: string | undefined, architecture: string, ...elements: ReturnType<typeof element>[]) =>
		chooseDiskConfig({ given, elements: elements as never, architecture, directory: "/cwd" });

	test.each([
		["the variable's text", choose("- x: {}", "amd64"), { text: "- x: {}" }],
		["the variable's file", choose("file://a.yaml", "amd64"), { file: "/cwd/a.yaml" }],
		[
			"the architecture's own file",
			choose("", "arm64", element("e", "block-device-arm64.yaml", "block-device-default.yaml")),
			{ file: "/e/e/block-device-arm64.yaml" },
		],
		[
			"both names of Power",
			choose("", "ppc64le", element("e", "block-device-ppc64el.yaml")),
			{ file: "/e/e/block-device-ppc64el.yaml" },
		],
		[
			"the default file",
			choose("", "amd64", element("none"), element("e", "block-device-default.yaml")),
			{ file: "/e/e/block-device-default.yaml" },
		],
		["the built-in one", choose(undefined, "amd64", element("e")), { text: FALLBACK_CONFIG }],
	])("%s", (_, got, expected) => {
		expect(got).toMatchObject(expected);
	});
});

test("two swap partitions have a line of fstab each, as their mount points differ", () => {
	const swap = (name: string) =>
		`name: ${name}, size: 64MiB, mkfs: { type: swap, mount: { mount_point: ${name}, fstab: {} } }`;
	const root = "name: root, size: 100%, mkfs: { type: ext4, mount: { mount_point: /, fstab: {} } }";
	const { fstab } = layout(table("gpt", swap("first"), swap("second"), root));
	expect(fstab.split("\n").filter((line) => line.includes("swap"))).toEqual([
		"LABEL=mkfs_first none swap sw 0 0",
		"LABEL=mkfs_second none swap sw 0 0",
	]);
	expect(() => layout(table("gpt", swap("same"), swap("same").replace("name: same", "name: other"), root))).toThrow(
		"Mount point [same] specified more than once",
	);
});

test.each([
	["3MiB", undefined],
	["6MiB", "4194304B"],
	["8MiB", "8388608B"],
])("a logical volume of %s is whole extents, or refused before the build", (size, made) => {
	const text = `${table("gpt", "name: pv0, size: 100%")}- lvm:
    name: lvm
    base: [pv0]
    pvs: [{ name: pv, base: pv0 }]
    vgs: [{ name: vg, base: [pv] }]
    lvs: [{ name: lv_root, base: vg, size: ${size} }]
- mkfs: { name: mkfs_root, base: lv_root, type: ext4, mount: { mount_point: / } }
`;
	const config = mergeRootParams(flattenConfig(parseConfig(text, "disk.yaml")), { rootFsType: "ext4" });
	const volumes = () =>
		layoutLvm(buildGraph(config, { imageSize: 2 ** 30 })).flatMap((one) => lvmCreation(one, (node) => node));
	if (made === undefined) expect(() => plan(text)).toThrow("the logical volume lv_root is smaller than 4 MiB");
	else expect(JSON.stringify(volumes())).toContain(made);
});
