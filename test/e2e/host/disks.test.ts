import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { openWorkshop } from "../../support/tiny-build.js";

const shop = openWorkshop();
const before = hostState([shop.temporary]);
afterAll(() => {
	const after = hostState([shop.temporary]);
	shop.remove();
	expect(after).toEqual(before);
});

const build = (config: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
	shop.build(args, { DIB_BLOCK_DEVICE_CONFIG: config, ...env });
const run = (program: string, ...args: string[]) =>
	execFileSync(program, args, { cwd: shop.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

const root = "mkfs: { type: ext4, mount: { mount_point: /, fstab: { options: defaults, fsck-passno: 1 } } }";

const TWO_IMAGES = `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions: [ { name: root, size: 100%, ${root} } ]
- local_loop:
    name: data
    size: 32MiB
    directory: .
    mkfs: { type: ext4, label: data, opts: "-J size=1", mount: { mount_point: /srv, fstab: { options: nofail } } }
`;

test.each([
	["filled at the end", []],
	["mounted for a hook", ["looks"]],
])("a layout of two images, %s: each gets its part of the tree", async (_, elements) => {
	shop.element("content/post-install.d/50-content", "#!/bin/bash\nset -eu\nmkdir /srv\necho here >/srv/file\n");
	shop.element(
		"looks/finalise.d/50-looks",
		'#!/bin/bash\nset -eu\n[[ $IMAGE_BLOCK_DEVICES == *" [data]=/dev/loop"* ]]\n',
	);
	const { code, stderr } = await build(TWO_IMAGES, ["content", ...elements]);
	expect(stderr).not.toContain("error");
	expect(code).toBe(0);
	expect(run("debugfs", "-R", "cat /file", "data.raw")).toBe("here\n");
	expect(statSync(join(shop.folder, "data.raw")).size).toBe(32 * 2 ** 20);
	const fstab = run("debugfs", "-R", "cat /etc/fstab", "image.raw?offset=1048576");
	expect(fstab).toBe(
		"LABEL=mkfs_root / ext4 defaults 0 1\nLABEL=data /srv ext4 nofail 0 2\n".replace("mkfs_root", "cloudimg-rootfs"),
	);
	expect(run("debugfs", "-R", "ls -p /srv", "image.raw?offset=1048576")).not.toContain("file");
});

test("an image in a folder of its own is not there when the build fails", async () => {
	rmSync(join(shop.folder, "data.raw"), { force: true });
	shop.element("fails/cleanup.d/50-fails", "#!/bin/bash\nexit 3\n");
	const { code } = await build(TWO_IMAGES, ["fails"]);
	expect(code).toBe(1);
	expect(readdirSync(shop.folder).filter((name) => /data/.test(name))).toEqual([]);
});

const ONE_IMAGE = (label: string) => `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: ${label}
    partitions:
      - { name: spare, size: 10% }
      - { name: root, size: 100%, ${root} }
`;

test("DIB_BLOCK_SIZE=4096 makes sectors of 4 KiB, and percentages count what is free", async () => {
	const { code } = await build(ONE_IMAGE("gpt"), [], { DIB_BLOCK_SIZE: "4096" });
	expect(code).toBe(0);
	// sfdisk reads a file in sectors of 512 bytes only: the header itself has to say it.
	const image = readFileSync(join(shop.folder, "image.raw"));
	expect(image.toString("latin1", 4096, 4104)).toBe("EFI PART");
	const partition = (index: number) => {
		const entry = 2 * 4096 + 128 * index;
		const [first, last] = [32, 40].map((field) => Number(image.readBigUInt64LE(entry + field)) * 4096) as [
			number,
			number,
		];
		return [first / 2 ** 20, (last + 4096 - first) / 2 ** 20];
	};
	expect([partition(0), partition(1)]).toEqual([
		[1, 19],
		[20, 178],
	]);
	expect(run("dumpe2fs", "-h", `image.raw?offset=${20 * 2 ** 20}`)).toMatch(/Block size: +4096/);
});

const LVM = `
- local_loop: { name: image0 }
- partitioning: { base: image0, label: gpt, partitions: [ { name: rest, size: 100% } ] }
- lvm:
    name: lvm
    pvs: [ { name: pv, base: rest } ]
    vgs: [ { name: vg, base: [ pv ] } ]
    lvs: [ { name: lv_root, base: vg, extents: 100%VG } ]
- mkfs: { name: mkfs_root, base: lv_root, mount: { mount_point: /, fstab: {} } }
`;

test.skipIf(/device-mapper$/m.test(readFileSync("/proc/devices", "utf8")))(
	"a host without device-mapper is told of before the build",
	async () => {
		const { code, stderr } = await build(LVM);
		expect(code).toBe(3);
		expect(stderr).toContain("the kernel of this host offers no device-mapper");
		expect(stderr).toContain("block-device-gpt");
	},
);

test.each([
	["an MBR in sectors of 4 KiB", ONE_IMAGE("mbr"), { DIB_BLOCK_SIZE: "4096" }, "an MBR needs sectors of 512 bytes"],
	["a thin volume that is too small", LVM.replace("extents: 100%VG", "size: 1MiB"), {}, "smaller than 4 MiB"],
	["an image in no folder", TWO_IMAGES.replace("directory: .", "directory: nowhere"), {}, "mkdir -p"],
	["options that are not a list", LVM.replace("base: [ pv ]", "base: [ pv ], options: --force"), {}, "must be a list"],
	["two volumes of one name", LVM.replace("name: vg,", "name: pv,"), {}, "Duplicate node name: pv"],
])("%s is refused before the build", async (_, config, env, message) => {
	const { code, stderr } = await build(config, [], env);
	expect(code).not.toBe(0);
	expect(stderr).toContain(message);
	expect(stderr).not.toContain("root.d");
});
