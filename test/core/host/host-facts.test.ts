import { describe, expect, it } from "vitest";
import { knownTool, neededTools, type ToolNeeds } from "../../../src/core/host/host-facts.js";

const needs = (part: Partial<ToolNeeds>) =>
	neededTools({
		formats: ["raw"],
		gzip: "gzip",
		fileSystems: [],
		lvm: false,
		bootTest: false,
		architecture: "amd64",
		efi: false,
		elementTools: [],
		...part,
	});

describe("the tools of a build for another processor", () => {
	it("has the emulator only where the build itself brings it to the kernel", () => {
		expect(needs({ architecture: "arm64" }).filter((tool) => tool.startsWith("qemu"))).toEqual([]);
		expect(needs({ architecture: "arm64", emulator: "qemu-aarch64-static" })).toContain("qemu-aarch64-static");
	});

	it.each([
		["amd64", false, ["qemu-system-x86_64"]],
		["x86_64", true, ["qemu-system-x86_64", "OVMF"]],
		["i386", false, ["qemu-system-x86_64"]],
		["arm64", true, ["qemu-system-aarch64", "AAVMF"]],
		["aarch64", false, ["qemu-system-aarch64", "AAVMF"]],
		["armhf", true, ["qemu-system-aarch64", "AAVMF32"]],
		["s390x", false, []],
	])("boots %s with an EFI partition (%s) by %j", (architecture, efi, tools) => {
		const without = needs({ architecture, efi });
		expect(needs({ architecture, efi, bootTest: true }).filter((tool) => !without.includes(tool))).toEqual(tools);
	});

	it.each(["qemu-aarch64-static", "qemu-arm-static", "qemu-s390x-static", "AAVMF", "AAVMF32"])(
		"%s comes in a package of Debian",
		(tool) => {
			expect(knownTool(tool)?.packages.apt).toMatch(/^qemu-/);
		},
	);
});

it.each([
	["mkfs.btrfs", "btrfs-progs"],
	["mkfs.ntfs", "ntfs-3g"],
	["mkfs.f2fs", "f2fs-tools"],
])("%s, that only some layouts need, comes in %s", (tool, name) => {
	expect(needs({ fileSystems: [tool.slice("mkfs.".length)] })).toContain(tool);
	expect(knownTool(tool)?.packages.apt).toBe(name);
});
