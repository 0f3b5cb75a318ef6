import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { runSandboxed } from "../../support/sandboxed.js";

const script = join(import.meta.dirname, "lvm.script.ts");

describe.skipIf(process.getuid?.() !== 0)("logical volumes, with stand-ins for LVM", { timeout: 120_000 }, () => {
	let work = "";
	beforeEach(() => {
		work = mkdtempSync("/tmp/diskwright-lvm-test-");
	});
	afterEach(() => {
		const { loops, mounts } = hostState([]);
		expect([...loops, ...mounts].filter((line) => line.includes(work))).toEqual([]);
		rmSync(work, { recursive: true, force: true });
	});
	const commands = (failing = "") => runSandboxed(script, [work, failing]).trim().split("\n");
	const made = [
		"pvcreate LOOPp2 --force",
		"vgcreate system-vg LOOPp2",
		"lvcreate --name pool --type thin-pool -L 41943040B system-vg",
		"lvcreate --name lv-root --type thin --thin-pool pool -V 33554432B system-vg",
		"lvcreate --name data -l 100%FREE system-vg",
	];
	const released = [
		...["pool", "lv-root", "data"].map((name) => `lvchange -an /dev/system-vg/${name}`),
		"vgchange -an system-vg",
		"udevadm settle",
		"pvscan --cache",
	];

	test("are made, mounted and let go", () => {
		expect(commands()).toEqual([...made, ...released]);
	});

	test("are let go when one of them cannot be made", () => {
		expect(commands("vgcreate")).toEqual([...made.slice(0, 2), ...released]);
	});
});
