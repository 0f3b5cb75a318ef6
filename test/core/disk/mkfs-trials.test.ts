import { expect, test } from "vitest";
import { mkfsTrials } from "../../../src/core/disk/mkfs-trials.js";
import type { Plan } from "../../../src/core/planning/plan.js";

const GIB = 2 ** 30;
const plan = (settings: Partial<Plan["settings"]> = {}, format = "qcow2") =>
	({
		disk: {
			rootFsType: "ext4",
			config: [
				{ local_loop: { name: "image0" } },
				{ mkfs: { name: "mkfs_esp", type: "vfat", opts: "-F 32" } },
				{ mkfs: { name: "mkfs_data", type: "xfs" } },
				{ mkfs: { name: "mkfs_root" } },
			],
		},
		outputs: [{ format }],
		settings: { journalSize: 64, mkfsOptions: "", ...settings },
	}) as unknown as Plan;

test("the options of the command line belong to the root, those of the layout to their file system", () => {
	const guesses = [2 * GIB, 256 * GIB];
	expect(mkfsTrials(plan({ mkfsOptions: "-m 1" }))).toEqual([
		{ name: "mkfs_esp", type: "vfat", opts: ["-F", "32"], sizes: guesses },
		{ name: "mkfs_root", type: "ext4", opts: ["-i", "4096", "-J", "size=64", "-m", "1"], sizes: guesses },
	]);
});

test("a size that was given is tried first", () => {
	expect(mkfsTrials(plan({ imageSize: 3 })).at(-1)?.sizes).toEqual([3 * GIB, 2 * GIB, 256 * GIB]);
});

test("an archive has no file systems", () => {
	expect(mkfsTrials(plan({}, "tar"))).toEqual([]);
});
