import { expect, test } from "vitest";
import { canPrefill } from "../../../src/engine/disk/prefill.js";
import { layoutOf } from "./layouts.js";

test.each([
	["plain", true],
	["mbr", true],
	["efi", true],
	["xfs", false],
] as const)("file systems of %s are filled before they are mounted: %s", (name, filled) => {
	expect(canPrefill(layoutOf(name))).toBe(filled);
});

test("a file system that mkfs cannot fill, with nothing below it, is copied into beside the others", () => {
	const layout = layoutOf("xfs");
	const leaf = layout.fileSystems.map((system) => ({ ...system, type: system.mountPoint === "/" ? "ext4" : "xfs" }));
	expect(canPrefill({ ...layout, fileSystems: leaf })).toBe(true);
});
