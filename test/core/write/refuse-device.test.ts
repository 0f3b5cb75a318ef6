import { expect, test } from "vitest";
import { contentLines, deviceTable, deviceTitle } from "../../../src/core/write/describe-device.js";
import type { Device, DeviceContent } from "../../../src/core/write/device.js";
import { refuseDevice, refuseImage } from "../../../src/core/write/refuse-device.js";

const GIB = 2 ** 30;

const content = (name: string, more: Partial<DeviceContent> = {}): DeviceContent => ({
	...{ name, depth: name === "sdb" ? 0 : 1, bytes: 2 * GIB, mountedAt: [], isSwap: false },
	...more,
});

const stick = (more: Partial<Device> = {}, others: readonly DeviceContent[] = []): Device => ({
	...{ path: "/dev/sdb", name: "sdb", isPartition: false, bytes: 15 * GIB, sectorBytes: 512, isReadOnly: false },
	...{ isOptical: false, isUsb: true, isRemovable: true, model: "SanDisk Ultra", serial: "4C53", zeroesRanges: false },
	...{ identity: "8:16 3", contents: [content("sdb", { bytes: 15 * GIB }), ...others] },
	...more,
});

const why = (device: Device, partition = false) => {
	const refusal = refuseDevice(device, partition);
	return refusal && `${refusal.why}; ${refusal.next}`;
};

test("a stick that nothing uses may be written to, also with file systems on it", () => {
	expect(refuseDevice(stick())).toBeUndefined();
	expect(refuseDevice(stick({}, [content("sdb1", { fileSystem: "vfat", label: "PHOTOS" })]))).toBeUndefined();
});

test("what the running system needs is refused, and says which part of it", () => {
	const part = (more: Partial<DeviceContent>) => stick({}, [content("sdb1", more)]);
	expect(why(part({ mountedAt: ["/"] }))).toContain("holds the running system (/ is on it)");
	expect(why(part({ mountedAt: ["/boot/efi"] }))).toContain("holds the running system (/boot/efi is on it)");
	expect(why(part({ isSwap: true }))).toBe(
		"is in use: sdb1 is swap of the running system; If you mean it: swapoff /dev/sdb1",
	);
	expect(why(part({ mountedAt: ["/media/my stick"] }))).toBe(
		"is in use: sdb1 is mounted at /media/my stick; If you mean it: umount '/media/my stick'",
	);
	expect(why(part({ madeBy: "RAID" }))).toContain("sdb1 is made of it (RAID)");
	const deep = stick({}, [content("sdb1"), content("vg-root", { depth: 2, madeBy: "LVM", mountedAt: ["/"] })]);
	expect(why(deep)).toContain("holds the running system");
});

test("a member of LVM, RAID or ZFS that nothing has put together is refused, with what gives it up", () => {
	expect(why(stick({}, [content("sdb2", { fileSystem: "LVM2_member" })]))).toBe(
		"belongs to something larger: sdb2 is part of a volume group of LVM; If it is to be given up: wipefs --all /dev/sdb2",
	);
	expect(why(stick({ contents: [content("sdb", { fileSystem: "linux_raid_member" })] }))).toContain("part of a RAID");
});

test("what cannot be written to is refused: no medium, read-only, a CD, a partition unless it is meant", () => {
	expect(why(stick({ bytes: 0 }))).toContain("has no medium in it");
	expect(why(stick({ isReadOnly: true }))).toContain("can only be read");
	expect(why(stick({ isOptical: true }))).toContain("is an optical drive");
	expect(why(stick({ isPartition: true }))).toContain("say that you mean the partition: --partition");
	expect(refuseDevice(stick({ isPartition: true }), true)).toBeUndefined();
});

test("an image that does not fit is refused: by its size, or by the sectors of its partition table", () => {
	expect(refuseImage({ bytes: 16 * GIB, table: true }, stick())?.why).toBe(
		"is too small: the disk in the image has 16G (17179869184 bytes), it has 15G (16106127360), 1.0G less",
	);
	expect(refuseImage({ bytes: GIB, table: true }, stick({ sectorBytes: 4096 }))?.why).toContain(
		"sectors of 4096 bytes",
	);
	expect(refuseImage({ bytes: GIB, table: false }, stick({ sectorBytes: 4096 }))).toBeUndefined();
	expect(refuseImage({ bytes: 15 * GIB, table: true }, stick())).toBeUndefined();
});

test("what is shown of a device is what it is and what would be lost", () => {
	const parts = [
		content("sdb1", { fileSystem: "vfat", label: "EFI" }),
		content("sdb2", { fileSystem: "ext4", mountedAt: ["/mnt"] }),
	];
	expect(deviceTitle(stick())).toBe("/dev/sdb: SanDisk Ultra, 15G, USB, serial 4C53");
	expect(contentLines(stick({}, parts))).toEqual(["  sdb1  2.0G  vfat  'EFI'", "  sdb2  2.0G  ext4  mounted at /mnt"]);
	expect(contentLines(stick())).toEqual(["  nothing that is known"]);
});

test("the list names those that may be written to first, and why the others may not", () => {
	const inner = stick({ path: "/dev/nvme0n1", isUsb: false, model: "" }, [content("nvme0n1p1", { mountedAt: ["/"] })]);
	expect(deviceTable([inner, stick({}, [content("sdb1", { fileSystem: "vfat", label: "PHOTOS" })])])).toEqual([
		"/dev/sdb      15G  SanDisk Ultra (USB)  holds PHOTOS (vfat)",
		"/dev/nvme0n1  15G  unknown model        not offered: it holds the running system (/ is on it)",
	]);
});
