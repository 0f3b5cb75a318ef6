import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openExt, partitionTable, probe as probeDisk } from "../../engine/disk/inspect-image.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** One build with several file systems; programs that stand before the real ones on PATH note how they are called. */
let workshop: Workshop;
let probe: Probe;
let plain: Workshop;

const DISK = `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: 40MiB, mkfs: { type: vfat, mount: { mount_point: /boot/efi, fstab: {} } } }
      - { name: swap, type: 8200, size: 8MiB, mkfs: { type: swap, label: swap, mount: { mount_point: swap, fstab: {} } } }
      - { name: boot, size: 32MiB, mkfs: { type: ext4, label: boot, mount: { mount_point: /boot, fstab: {} } } }
      - { name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { fsck-passno: 1 } } } }
`;
const NOTED = ["mount", "umount", "mkfs", "fstrim"];

beforeAll(async () => {
	workshop = openWorkshop();
	const { folder, write, element } = workshop;
	mkdirSync(join(folder, "bin"));
	for (const program of NOTED) {
		const note = `echo "${program} $*" >>'${folder}/calls'`;
		write(
			`bin/${program}`,
			`#!/bin/bash\nset -eu\n${note}\nexport PATH='${process.env.PATH}'\nexec ${program} "$@"\n`,
			0o755,
		);
	}
	write("disk.yaml", DISK);
	element("disk/block-device-default.yaml", "- local_loop: { name: wrong }\n", 0o644);
	const options = ["--root-label", "mine", "--mkfs-options", "-m 7", "--max-online-resize", "900000"];
	probe = await probeBuild(workshop, ["-t", "raw", "-o", "image", "--image-size", "0.2", ...options, "disk"], {
		DIB_BLOCK_DEVICE_CONFIG: "file://disk.yaml",
		PATH: `${join(folder, "bin")}:${process.env.PATH}`,
	});
	plain = openWorkshop();
	const built = await plain.diskImageCreate(["-n", "-t", "raw", "tiny-os"]);
	if (built.code !== 0) throw new Error(built.stdout + built.stderr);
});
afterAll(() => {
	workshop.remove();
	plain.remove();
});

const calls = (program: string) =>
	readFileSync(join(workshop.folder, "calls"), "utf8")
		.split("\n")
		.filter((line) => line.startsWith(`${program} `));

/** Which of the mount points a command line names as its last word. */
const pointOf = (line: string) => {
	const mount = probe.at("pre-finalise").env.TMP_MOUNT_PATH as string;
	const last = line.split(" ").at(-1) as string;
	return last === mount ? "/" : last.startsWith(`${mount}/`) ? last.slice(mount.length) : "";
};
const POINTS = ["/", "/boot", "/boot/efi"];

const image = () => join(workshop.folder, "image.raw");
const piece = (number: number) => {
	const { sectorsize, partitions } = partitionTable(image());
	const { start, size } = partitions[number - 1] ?? { start: 0, size: 0 };
	return { start: start * sectorsize, bytes: size * sectorsize };
};

test("15.56 without configuration: one ext4 on the whole image, its label and its fstab", () => {
	const file = join(plain.folder, "image.raw");
	const whole = { start: 0, bytes: statSync(file).size };
	expect(probeDisk(file, whole)).toMatchObject({ TYPE: "ext4", LABEL: "cloudimg-rootfs" });
	const { header, read } = openExt(file, whole);
	const blocks = (field: string) => Number(new RegExp(`^${field}: +(\\d+)$`, "m").exec(header)?.[1]);
	expect(blocks("Block count") * blocks("Block size")).toBe(whole.bytes);
	expect(read("/etc/fstab")).toBe("LABEL=cloudimg-rootfs / ext4 defaults 0 1\n");
});

test("15.58 a file:// configuration beats the element's file", () => {
	expect(partitionTable(image()).partitions.map(({ name }) => name)).toEqual(["ESP", "swap", "boot", "root"]);
});

test("15.62 / is mounted before /boot before /boot/efi; they are unmounted in reverse", () => {
	const mounts = probe.at("pre-finalise").mounts.map(({ point }) => point);
	expect(mounts.filter((point) => POINTS.includes(point))).toEqual(["/boot", "/boot/efi"]);
	expect(
		calls("mount")
			.map(pointOf)
			.filter((point) => POINTS.includes(point))
			.slice(-3),
	).toEqual(POINTS);
	expect(
		calls("umount")
			.map(pointOf)
			.filter((point) => POINTS.includes(point))
			.slice(-3),
	).toEqual(POINTS.toReversed());
	expect(openExt(image(), piece(4)).list("/boot")).toEqual([".", ".."]);
});

test("15.65 swap gets mkswap and its fstab line", () => {
	expect(probeDisk(image(), piece(2))).toMatchObject({ TYPE: "swap", LABEL: "swap" });
	expect(openExt(image(), piece(4)).read("/etc/fstab").split("\n").sort().filter(Boolean)).toEqual([
		"LABEL=MKFS_ESP /boot/efi vfat defaults 0 2",
		"LABEL=boot /boot ext4 defaults 0 2",
		"LABEL=mine / ext4 defaults 0 1",
		"LABEL=swap none swap sw 0 0",
	]);
});

test("15.66 --root-label, --mkfs-options and --max-online-resize affect only the node mkfs_root", () => {
	const [root = "", ...others] = calls("mkfs").filter((line) => line.includes("-L mine"));
	expect(root).toMatch(/-i 4096 -J size=4 -m 7 -E resize=900000,/);
	expect(others).toEqual([]);
	// Before the build mkfs is asked what it would do with them.
	const made = calls("mkfs").filter((line) => !line.startsWith("mkfs -t ext4 -n "));
	expect(made.filter((line) => /resize=|-m 7|-J/.test(line))).toEqual([root]);
});

test("15.67 --image-size counts in GiB", () => {
	expect(statSync(image()).size).toBe(Math.ceil((0.2 * 1024 * 1024) / 64) * 64 * 1024);
});

test("15.68 file systems are trimmed before they are unmounted", () => {
	const lines = readFileSync(join(workshop.folder, "calls"), "utf8").split("\n");
	for (const point of ["/", "/boot"]) {
		const trimmed = lines.findIndex((line) => line.startsWith("fstrim ") && pointOf(line) === point);
		const unmounted = lines.findLastIndex((line) => line.startsWith("umount ") && pointOf(line) === point);
		expect(trimmed, point).toBeGreaterThan(-1);
		expect(unmounted, point).toBeGreaterThan(trimmed);
	}
});
