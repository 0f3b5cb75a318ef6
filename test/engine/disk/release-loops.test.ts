import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { releaseLoopsBelow } from "../../../src/engine/disk/release-loops.js";

let work = "";
beforeEach(() => {
	work = mkdtempSync("/var/tmp/release-loops-");
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(work, { recursive: true });
});

/** Attaches a file of a tmpfs that only a dead mount namespace has seen. */
function attachInDeadBuild(folder: string): string {
	const script = 'mount -t tmpfs none "$1" && truncate -s 4M "$1/image0.raw" && losetup -f --show "$1/image0.raw"';
	const argv = ["--mount", "--propagation", "private", "sh", "-c", script, "sh", folder];
	return execFileSync("unshare", argv, { encoding: "utf8" }).trim();
}

const attached = () => execFileSync("losetup", ["-n", "-l", "-O", "NAME"], { encoding: "utf8" }).split(/\s+/);

test("the device of a dead build is freed with its volumes, those on top first; the one of another build stays", async () => {
	const folders = ["mine", "mine-too", "bin", "sys"].map((name) => join(work, name));
	for (const folder of folders) mkdirSync(folder);
	const [mine = "", other = "", bin = "", sys = ""] = folders;
	const [device, kept] = [attachInDeadBuild(mine), attachInDeadBuild(other)];
	try {
		// No host of the tests has to have device-mapper: a stand-in notes what would be removed.
		writeFileSync(join(bin, "dmsetup"), `#!/bin/sh\necho "$*" >>'${work}/calls'\n`);
		chmodSync(join(bin, "dmsetup"), 0o755);
		vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
		for (const [below, number, name] of [
			[`${basename(device)}/${basename(device)}p1`, 0, "vg-pool"],
			["dm-0", 1, "vg-root"],
		] as const) {
			mkdirSync(join(sys, below, `holders/dm-${number}`), { recursive: true });
			mkdirSync(join(sys, `dm-${number}/dm`), { recursive: true });
			writeFileSync(join(sys, `dm-${number}/dm/name`), `${name}\n`);
		}
		await releaseLoopsBelow(mine, sys);
		expect(readFileSync(join(work, "calls"), "utf8")).toBe("remove --retry vg-root\nremove --retry vg-pool\n");
		expect(attached()).not.toContain(device);
		expect(attached()).toContain(kept);
	} finally {
		await releaseLoopsBelow(other, sys);
	}
	expect(attached()).not.toContain(kept);
});
