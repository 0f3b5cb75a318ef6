import { describe, expect, it } from "vitest";
import { FALLBACK_CONFIG } from "../../../../src/core/disk/choose-config.js";
import { planDisk } from "../../../../src/core/disk/plan-disk.js";
import { sketchDisk } from "../../../../src/core/disk/sketch-disk.js";
import type { BuildSettings } from "../../../../src/core/planning/plan.js";
import { width } from "../../../../src/ui/kit/text/text.js";
import { barLines, diskBarParts, shareOut } from "../../../../src/ui/wizard/disk/disk-bar.js";

const EFI = `
- local_loop: {name: image0}
- partitioning:
    base: image0
    label: gpt
    partitions:
      - {name: ESP, type: EF00, size: 550MiB, mkfs: {type: vfat, mount: {mount_point: /boot/efi}}}
      - {name: BSP, type: EF02, size: 8MiB}
      - {name: root, type: "8300", size: 100%, mkfs: {name: mkfs_root, mount: {mount_point: /}}}
`;

function sketch(text: string, settings: Partial<BuildSettings>, element?: string) {
	const source = element ? ({ kind: "element", element, file: "x" } as const) : ({ kind: "fallback" } as const);
	const disk = planDisk({ text, source, params: { rootFsType: "ext4" } });
	return sketchDisk({ disk, settings: { journalSize: 64, ...settings } as BuildSettings });
}

describe("a drawn disk", () => {
	it("shows every partition with its use and size, the large one widest", () => {
		const drawn = sketch(EFI, { imageSize: 4 });
		expect(drawn.estimated).toBe(false);
		const parts = diskBarParts(drawn.images[0]!, drawn, 70);
		expect(parts.map(({ name, use, size }) => [name, use, size])).toEqual([
			["ESP", "vfat /boot/efi", "550M"],
			["BSP", "BIOS boot", "8.0M"],
			["root", "ext4 /", "3.5G"],
		]);
		expect(parts[2]!.columns).toBeGreaterThan(parts[0]!.columns + parts[1]!.columns);
	});

	it("is an estimate without a size, with room for the EFI partition that DIB adds, or for all of the layout's own", () => {
		const alone = sketch(FALLBACK_CONFIG, {});
		const own = sketch(EFI, {});
		const added = sketch(EFI, {}, "block-device-efi");
		expect(own.estimated).toBe(true);
		expect(added.images[0]!.bytes - alone.images[0]!.bytes).toBe(525 * 2 ** 20);
		expect(own.images[0]!.bytes - alone.images[0]!.bytes).toBeGreaterThanOrEqual((550 + 8) * 2 ** 20);
	});

	it("is one part without a partition table", () => {
		const drawn = sketch(FALLBACK_CONFIG, { imageSize: 2 });
		expect(diskBarParts(drawn.images[0]!, drawn, 40)).toEqual([
			{ name: "image0", use: "ext4 /", size: "2.0G", columns: 38 },
		]);
	});

	it.each([20, 40, 56, 90, 200])("has five lines of exactly %i cells", (columns) => {
		const drawn = sketch(EFI, { imageSize: 4 });
		const lines = barLines(diskBarParts(drawn.images[0]!, drawn, columns));
		expect(lines.map(width)).toEqual(Array.from({ length: 5 }, () => columns));
	});
});

describe("cells", () => {
	it.each([
		[[1, 1], 40, [20, 20]],
		[[1, 99], 40, [8, 32]],
		[[0, 1, 1000], 30, [8, 8, 14]],
		[[1, 1, 1], 10, [3, 3, 3].map((share, index) => share + (index === 0 ? 1 : 0))],
	])("for %j in %i are %j", (weights, columns, shares) => {
		expect(shareOut(weights, columns)).toEqual(shares);
	});
});
