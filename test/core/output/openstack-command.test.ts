import { describe, expect, test } from "vitest";
import { openstackCommand } from "../../../src/core/output/try-lines.js";
import type { Plan } from "../../../src/core/planning/plan.js";

const plan = (change: { efi?: boolean; size?: number; architecture?: string; name?: string } = {}) =>
	({
		imageName: change.name ?? "images/web server",
		architecture: change.architecture ?? "amd64",
		disk: { hasEfiPartition: change.efi ?? false },
		settings: change.size === undefined ? {} : { imageSize: change.size },
	}) as unknown as Plan;
const raw = { path: "/i/web.raw", format: "raw" };
const qcow2 = { path: "/i/web.qcow2", format: "qcow2" };

describe("the command that uploads an image", () => {
	test.each([
		[
			"a BIOS image, the small format first",
			plan(),
			[raw, qcow2],
			"openstack image create --disk-format qcow2 --container-format bare --property hw_firmware_type=bios --property architecture=x86_64 --file /i/web.qcow2 'web server'",
		],
		[
			"an EFI image of a given size for another architecture",
			plan({ efi: true, size: 2.5, architecture: "arm64", name: "web" }),
			[raw],
			"openstack image create --disk-format raw --container-format bare --min-disk 3 --property hw_firmware_type=uefi --property architecture=aarch64 --file /i/web.raw web",
		],
	])("%s", (_, of, artifacts, expected) => {
		expect(openstackCommand(of, artifacts)).toBe(expected);
	});

	test("there is none without a disk image", () => {
		expect(openstackCommand(plan(), [])).toBeUndefined();
		expect(openstackCommand(plan(), [{ path: "/i/x.tar", format: "tar" }])).toBeUndefined();
	});
});
