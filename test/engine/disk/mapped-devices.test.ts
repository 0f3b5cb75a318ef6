import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mappedDevices } from "../../../src/engine/disk/release-loops.js";

let sys = "";
beforeEach(() => {
	sys = mkdtempSync(join(tmpdir(), "sys-block-"));
});
afterEach(() => rmSync(sys, { recursive: true }));

/** As the kernel shows a device-mapper device and the device below it. */
function volume(name: string, number: number, ...on: string[]): void {
	mkdirSync(join(sys, `dm-${number}/dm`), { recursive: true });
	writeFileSync(join(sys, `dm-${number}/dm/name`), `${name}\n`);
	for (const below of on) mkdirSync(join(sys, below, `holders/dm-${number}`), { recursive: true });
}

test("volumes on a partition of the device, those on top first, each once", () => {
	volume("vg-data", 0, "loop3/loop3p2");
	volume("vg-pool_tdata", 1, "loop3/loop3p2");
	volume("vg-pool_tmeta", 2, "loop3/loop3p2");
	volume("vg-pool", 3, "dm-1", "dm-2");
	volume("vg-root", 4, "dm-3");
	volume("other", 5, "loop4/loop4p1");
	expect(mappedDevices("/dev/loop3", sys)).toEqual(["vg-data", "vg-root", "vg-pool", "vg-pool_tdata", "vg-pool_tmeta"]);
});

test("volumes on the whole device, and none at all", () => {
	volume("vg-root", 0, "loop5");
	expect(mappedDevices("/dev/loop5", sys)).toEqual(["vg-root"]);
	expect(mappedDevices("/dev/loop6", sys)).toEqual([]);
});
