import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostState, until } from "../../support/host-state.js";
import { runSandboxed } from "../../support/sandboxed.js";
import { allocated, insideMounted, openExt, partitionTable, probe, readFat, verifyGpt } from "./inspect-image.js";
import { type LayoutName, layoutOf } from "./layouts.js";

const script = join(import.meta.dirname, "disk.script.ts");
const MIB = 2 ** 20;
let work = "";
let image = "";
/** Mounts and loop devices of this test's files, and partition nodes of no device at all; others build here too. */
const traces = () => {
	const { loops, partitionNodes, mounts } = hostState([]);
	const stale = partitionNodes.filter((node) => !existsSync(`/sys/block/${node.replace(/p\d+$/, "")}/loop`));
	return [...loops, ...mounts].filter((line) => line.includes(work)).concat(stale);
};

beforeEach(() => {
	work = mkdtempSync("/tmp/diskwright-disk-test-");
	image = join(work, "image0.raw");
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

const place = (name: LayoutName, point: string) => {
	const found = layoutOf(name).fileSystems.find(({ mountPoint }) => mountPoint === point)?.place;
	if (!found) throw new Error(`${point} has no place`);
	return found;
};

const ways = ["create", "fill", "fill and mount"] as const;

describe.skipIf(process.getuid?.() !== 0)("disks made as root in a sandbox", { timeout: 120_000 }, () => {
	describe.each(ways)("%s", (way) => {
		const make = (name: LayoutName) => runSandboxed(script, [way, name, work]);
		afterEach(() => expect(traces()).toEqual([]));

		test("a file system without a partition table", () => {
			make("plain");
			const root = openExt(image, place("plain", "/"));
			expect(probe(image, place("plain", "/"))).toMatchObject({ TYPE: "ext4", LABEL: "cloudimg-rootfs" });
			expect(root.read("/etc/fstab")).toBe("LABEL=cloudimg-rootfs / ext4 defaults 0 1\n");
			expect(root.read("/.hidden")).toBe("dot");
			expect(root.stat("/etc/linked")).toMatch(/Links: 2/);
			expect(root.stat("/etc")).toMatch(/Mode: {2}02751/);
			expect(root.stat("/etc")).toMatch(/User: +7 +Group: 70000/);
			expect(root.stat("/")).toMatch(/Mode: {2}0711[\s\S]*User: +3 +Group: +4/);
			expect(allocated(image), "deleted blocks are given back").toBeLessThan(12 * MIB);
		});

		test("an MBR with logical partitions and nested mount points", () => {
			make("mbr");
			const table = partitionTable(image);
			expect(table.label).toBe("dos");
			expect(table.partitions.map(({ start, type }) => [start, type])).toEqual([
				[2048, "83"],
				[124928, "f"],
				[126976, "83"],
				[expect.any(Number), "83"],
			]);
			expect(table.partitions[0]?.bootable).toBe(true);
			const root = openExt(image, place("mbr", "/"));
			const data = openExt(image, place("mbr", "/srv/data"));
			const more = openExt(image, place("mbr", "/srv/data/more"));
			expect([root.read("/where"), data.read("/where"), more.read("/where")]).toEqual([
				"in /",
				"in /srv/data",
				"in /srv/data/more",
			]);
			// A mount point is there and empty: its content is in its own file system only.
			expect(root.list("/srv/data")).toEqual([".", ".."]);
			expect(data.list("/more")).toEqual([".", ".."]);
			expect(probe(image, place("mbr", "/srv/data"))).toMatchObject({ TYPE: "ext3", LABEL: "data" });
			expect(more.header).toMatch(/RAID stride: +2\n/);
			expect(more.header).toMatch(/RAID stripe width: +4\n/);
		});

		test("a GPT with an EFI partition, swap and a root of ext4", () => {
			make("efi");
			expect(verifyGpt(image)).toContain("No problems found");
			expect(partitionTable(image).partitions.map(({ name, type }) => [name, type])).toEqual([
				["ESP", "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"],
				["BSP", "21686148-6449-6E6F-744E-656564454649"],
				["swap", "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F"],
				["root", "0FC63DAF-8483-4772-8E79-3D69D8477DE4"],
			]);
			expect(probe(image, place("efi", "/boot/efi"))).toMatchObject({ TYPE: "vfat", LABEL: "ESP" });
			expect(readFat(image, place("efi", "/boot/efi"), "/where")).toBe("in /boot/efi");
			const swap = layoutOf("efi").fileSystems.find(({ type }) => type === "swap")?.place;
			expect(probe(image, swap ?? { start: 0, bytes: 0 })).toMatchObject({ TYPE: "swap", LABEL: "swap" });
			const root = openExt(image, place("efi", "/"));
			expect(root.read("/where")).toBe("in /");
			expect(root.list("/boot/efi")).toEqual([".", ".."]);
			expect(root.read("/etc/fstab")).toBe(layoutOf("efi").fstab);
		});

		test("sectors of 4096 bytes", () => {
			make("efi4k");
			expect(readFat(image, place("efi4k", "/boot/efi"), "/where")).toBe("in /boot/efi");
			const root = openExt(image, place("efi4k", "/"));
			expect(root.header).toMatch(/Block size: +4096/);
			expect(root.read("/where")).toBe("in /");
		});

		if (way !== "fill and mount") {
			test("a root of xfs with /boot of ext4", () => {
				make("xfs");
				expect(probe(image, place("xfs", "/"))).toMatchObject({ TYPE: "xfs", LABEL: "rootx" });
				expect(openExt(image, place("xfs", "/boot")).read("/where")).toBe("in /boot");
				expect(
					insideMounted(image, place("xfs", "/"), "xfs", "cat where .hidden; ls -A boot; stat -c %u:%g:%a ."),
				).toBe("in /dot3:4:711\n");
			});
		}

		if (way === "fill") {
			test("what is mounted in the tree is left out", () => {
				make("plain");
				expect(openExt(image, place("plain", "/")).list("/proc")).toEqual([".", ".."]);
			});
		}
	});

	test("the partition nodes carry the numbers of the table", () => {
		const { devices } = JSON.parse(runSandboxed(script, ["create", "mbr", work])) as { devices: [string, string][] };
		expect(devices.map(([node, device]) => [node, device.replace(/loop\d+/, "loop")])).toEqual([
			["image0", "/dev/loop"],
			["root", "/dev/loopp1"],
			["data", "/dev/loopp5"],
			["more", "/dev/loopp6"],
		]);
	});

	test.each(["fail", "busy"])("%s: nothing remains", (action) => {
		runSandboxed(script, [action, "efi", work]);
		expect(traces()).toEqual([]);
	});

	const start = (action: string) =>
		spawn(
			"unshare",
			[
				...["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"],
				...[process.execPath, "--import", "tsx", script, action, "efi", work],
			],
			{ stdio: ["ignore", "pipe", "ignore"] },
		);

	test("killed with -9 while everything is mounted: nothing remains", async () => {
		const child = start("hang");
		await new Promise((resolve) => child.stdout.once("data", resolve));
		expect(traces()).not.toEqual([]);
		child.kill("SIGKILL");
		await until("the kernel to free the loop device", 10_000, () => traces().length === 0);
	});

	test("killed with -9 a little later each time: nothing remains", async () => {
		// From the first image file on: what comes before is only the start of the program.
		for (let delay = 0; delay < 240; delay += 60) {
			const child = start("create");
			// Asked for at once: a quick run may be over before it is killed.
			const ended = new Promise((resolve) => child.once("exit", resolve));
			await until("the image file", 20_000, () => existsSync(image));
			await new Promise((resolve) => setTimeout(resolve, delay));
			child.kill("SIGKILL");
			await ended;
			await until("the kernel to free the loop device", 10_000, () => traces().length === 0);
			rmSync(image, { force: true });
		}
	}, 240_000);
});
