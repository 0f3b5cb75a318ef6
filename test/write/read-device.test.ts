import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { refuseDevice } from "../../src/core/write/refuse-device.js";
import { type KernelPlaces, listDevices, readDevice } from "../../src/write/read-device.js";

const folder = mkdtempSync("/tmp/read-device-");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A kernel with these files; `links` are the entries of its list of block devices. */
function kernel(name: string, files: Record<string, string>, links: Record<string, string>): KernelPlaces {
	const root = join(folder, name);
	const blocks = join(root, "class");
	mkdirSync(blocks, { recursive: true });
	for (const [file, text] of Object.entries(files)) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	}
	for (const [link, target] of Object.entries(links)) symlinkSync(join(root, target), join(blocks, link));
	return { blocks, process: join(root, "proc"), swaps: join(root, "proc/swaps") };
}

const STICK = "devices/pci/usb1/1-1/block/sdx";
const DISK = "devices/pci/ata1/block/sdy";
const places = kernel(
	"home",
	{
		[`${STICK}/size`]: "30000000\n",
		[`${STICK}/dev`]: "8:16\n",
		[`${STICK}/removable`]: "1\n",
		[`${STICK}/diskseq`]: "9\n",
		[`${STICK}/device/vendor`]: "SanDisk \n",
		[`${STICK}/device/model`]: "Ultra           \n",
		[`${STICK}/queue/write_zeroes_max_bytes`]: "0\n",
		[`${STICK}/queue/logical_block_size`]: "512\n",
		[`${STICK}/sdx1/partition`]: "1\n",
		[`${STICK}/sdx1/size`]: "2048\n",
		[`${STICK}/sdx1/dev`]: "8:17\n",
		[`${DISK}/size`]: "40000000\n",
		[`${DISK}/dev`]: "8:32\n",
		[`${DISK}/device/model`]: "Disk of this host\n",
		[`${DISK}/queue/write_zeroes_max_bytes`]: "2097152\n",
		[`${DISK}/sdy2/partition`]: "2\n",
		[`${DISK}/sdy2/size`]: "2048\n",
		[`${DISK}/sdy2/dev`]: "8:34\n",
		[`${DISK}/sdy2/holders/dm-7`]: "",
		"devices/virtual/block/dm-7/size": "1024\n",
		"devices/virtual/block/dm-7/dev": "254:7\n",
		"devices/virtual/block/dm-7/dm/name": "vg-root\n",
		"devices/virtual/block/dm-7/dm/uuid": "LVM-abc\n",
		"devices/virtual/block/loop0/size": "1024\n",
		"devices/virtual/block/sdz/size": "0\n",
		"proc/mountinfo": [
			"22 1 254:7 / / rw - ext4 /dev/mapper/vg-root rw",
			"30 22 8:17 / /media/my\\040stick rw - vfat /dev/sdx1 rw",
		].join("\n"),
		"proc/swaps": "Filename Type\n/dev/sdq9 partition\n",
	},
	{
		sdx: STICK,
		sdx1: `${STICK}/sdx1`,
		sdy: DISK,
		sdy2: `${DISK}/sdy2`,
		"dm-7": "devices/virtual/block/dm-7",
		loop0: "devices/virtual/block/loop0",
		sdz: "devices/virtual/block/sdz",
	},
);

test("a stick is known as one: its model, its size, what is mounted of it", async () => {
	const stick = await readDevice("sdx", places);
	expect(stick).toMatchObject({
		...{ path: "/dev/sdx", isPartition: false, bytes: 30000000 * 512, isUsb: true, isRemovable: true },
		...{ model: "SanDisk Ultra", zeroesRanges: false, isReadOnly: false },
	});
	expect(stick?.contents.map(({ name, depth, mountedAt }) => [name, depth, mountedAt])).toEqual([
		["sdx", 0, []],
		["sdx1", 1, ["/media/my stick"]],
	]);
	expect((await readDevice("sdx1", places))?.isPartition).toBe(true);
	expect(await readDevice("sdw", places)).toBeUndefined();
});

test("the disk below the volumes that the system runs from is known as the system's", async () => {
	const disk = await readDevice("sdy", places);
	expect(disk?.contents.map(({ name, madeBy, mountedAt }) => [name, madeBy, mountedAt])).toEqual([
		["sdy", undefined, []],
		["sdy2", undefined, []],
		["vg-root", "LVM", ["/"]],
	]);
	expect(disk && refuseDevice(disk)?.code).toBe("device-system");
	expect(disk?.zeroesRanges).toBe(true);
});

test("the list has whole disks with a medium alone", async () => {
	expect((await listDevices(places)).map(({ name }) => name)).toEqual(["sdx", "sdy"]);
});

test("another device under the same name is another one", async () => {
	const before = (await readDevice("sdx", places))?.identity;
	writeFileSync(join(folder, "home", STICK, "diskseq"), "10\n");
	expect((await readDevice("sdx", places))?.identity).not.toBe(before);
});
