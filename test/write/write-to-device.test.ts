import { execFileSync } from "node:child_process";
import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runProgram } from "../../src/cli/entry/program.js";
import { serialiseError } from "../../src/core/errors.js";

const MIB = 2 ** 20;
const folder = mkdtempSync("/tmp/write-");
const loops: string[] = [];
const run = (...argv: string[]) =>
	execFileSync(argv[0] ?? "", argv.slice(1), { encoding: "utf8", stdio: "pipe" }).trim();

/** A disk of our own: a loop device on a file. */
function disk(name: string, bytes: number, ...options: string[]): { readonly device: string; readonly file: string } {
	const file = join(folder, name);
	writeFileSync(file, "");
	truncateSync(file, bytes);
	const device = run("losetup", "--find", "--show", ...options, file);
	loops.push(device);
	return { device, file };
}

let raw: string;
beforeAll(() => {
	raw = join(folder, "image.raw");
	writeFileSync(raw, "");
	truncateSync(raw, 24 * MIB);
	run("sgdisk", "--new=1:2048:+8M", "--typecode=1:EF00", "--change-name=1:ESP", "--largest-new=2", raw);
	const handle = openSync(raw, "r+");
	writeSync(handle, Buffer.alloc(3 * MIB, "contents "), 0, 3 * MIB, 12 * MIB);
	closeSync(handle);
});
afterEach(() => {
	for (const loop of loops.splice(0)) run("losetup", "--detach", loop);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `diskwright write` as it is typed: its exit code, or the error, and what it printed. */
async function write(...argv: string[]) {
	let said = "";
	const stream = () =>
		new Writable({
			write(chunk, _, done) {
				said += String(chunk);
				done();
			},
		});
	const context = {
		...{ env: { PATH: process.env.PATH ?? "", HOME: folder }, cwd: folder, stdout: stream(), stderr: stream() },
		...{ packageRoot: process.cwd(), version: "0" },
	};
	try {
		return { code: await runProgram(["write", ...argv], context), said };
	} catch (error) {
		const { code, exitCode, message, next } = serialiseError(error);
		return { code: exitCode, kind: code, said: [message, ...next].join("\n") };
	}
}

/** What the kernel knows of a loop device's partitions; nobody may make their nodes in /dev. */
const partitions = (device: string) => {
	const name = basename(device);
	return readdirSync(`/sys/class/block/${name}`).filter((child) => child.startsWith(`${name}p`));
};

test("a qcow2 is written to a larger disk, compared, its table fits the disk and the kernel knows it", async () => {
	const qcow2 = join(folder, "image.qcow2");
	run("qemu-img", "convert", "-O", "qcow2", raw, qcow2);
	const { device, file } = disk("larger", 40 * MIB, "--partscan");
	const { code, said } = await write("image.qcow2", device, "--yes");
	expect(said).toContain(`image.qcow2: qcow2, a disk of 24M\n${device}: `);
	expect(said).toContain("read back and compared");
	expect(said).toContain(
		"The backup of its partition table was moved to the end: the 16M behind the image can be used",
	);
	expect(code).toBe(0);
	expect(run("sgdisk", "--verify", device)).toContain("No problems found");
	expect(partitions(device)).toEqual([1, 2].map((number) => `${basename(device)}p${number}`));
	const image = readFileSync(raw);
	const there = readFileSync(file);
	expect(there.subarray(MIB, 23 * MIB).equals(image.subarray(MIB, 23 * MIB))).toBe(true);
});

test("a raw image on a disk of its size is that image, byte by byte, whatever was there", async () => {
	const { device, file } = disk("same", 24 * MIB);
	writeFileSync(file, Buffer.alloc(24 * MIB, 0x55));
	expect((await write("image.raw", device, "--yes", "--json")).said).toMatch(/"sha256": "[0-9a-f]{64}"/);
	expect(readFileSync(file).equals(readFileSync(raw))).toBe(true);
});

test("without a yes nothing is written", async () => {
	const { device, file } = disk("kept", 24 * MIB);
	expect(await write("image.raw", device)).toMatchObject({ code: 2, kind: "not-confirmed" });
	expect(readFileSync(file).equals(Buffer.alloc(24 * MIB))).toBe(true);
});

test("what must not be written to is refused with the next step, and stays as it is", async () => {
	const small = disk("small", 10 * MIB);
	expect(await write("image.raw", small.device, "--yes")).toMatchObject({ code: 2, kind: "device-too-small" });
	const locked = disk("locked", 30 * MIB, "--read-only");
	expect(await write("image.raw", locked.device, "--yes")).toMatchObject({ code: 2, kind: "device-read-only" });
	expect(await write("image.raw", "image.raw", "--yes")).toMatchObject({ code: 2, kind: "no-device" });
	expect((await write("image.raw", "/dev/null", "--yes")).said).toContain("/dev/null is no disk, not a block device");
	expect(await write("image.raw", "/dev/nothing", "--yes")).toMatchObject({ code: 2, kind: "no-device" });
});

test("a mounted disk is refused", async () => {
	const { device } = disk("used", 40 * MIB);
	run("mkfs.ext4", "-q", device);
	const place = join(folder, "a place");
	mkdirSync(place);
	run("mount", device, place);
	try {
		const { code, said } = await write("image.raw", device, "--yes");
		const why = `${device} is in use: ${basename(device)} is mounted at ${place}. Nothing was written`;
		expect({ code, said }).toEqual({ code: 2, said: `${why}\nIf you mean it: umount '${place}'` });
	} finally {
		run("umount", place);
	}
});

test("a partition is written to only when it is meant, and its disk keeps its table", async () => {
	const { device } = disk("parted", 40 * MIB, "--partscan");
	run("sgdisk", "--new=1:2048:+30M", device);
	run("partx", "--update", device);
	const name = partitions(device)[0] ?? "";
	const node = join(folder, name);
	run("mknod", node, "b", ...readFileSync(`/sys/class/block/${name}/dev`, "utf8").trim().split(":"));
	expect(await write("image.raw", node, "--yes")).toMatchObject({ code: 2, kind: "device-partition" });
	expect(await write("image.raw", node, "--yes", "--partition")).toMatchObject({ code: 0 });
	expect(run("sgdisk", "--verify", device)).toContain("No problems found");
	expect(run("cmp", "--bytes", String(24 * MIB), raw, node)).toBe("");
});

test("a disk that somebody else holds for himself is refused", async () => {
	const { device } = disk("held", 24 * MIB);
	const holder = openSync(device, 0o2 | 0o200);
	try {
		expect(await write("image.raw", device, "--yes")).toMatchObject({ code: 2, kind: "device-in-use" });
	} finally {
		closeSync(holder);
	}
});

test("a disk that takes no more is told with the place: an error of the medium", async () => {
	const full = join(folder, "full");
	mkdirSync(full);
	run("mount", "-t", "tmpfs", "-o", "size=8M", "none", full);
	try {
		disk("full/disk", 30 * MIB);
		const random = join(folder, "random.raw");
		writeFileSync(random, Buffer.alloc(20 * MIB, "no zeros"));
		const { code, said } = await write("random.raw", loops[0] ?? "", "--yes");
		expect(code).toBe(1);
		expect(said).toMatch(
			/failed while writing, \d+[BM] of 20M \(byte \d+\): i\/o error \(EIO\)\. What is on .* does not boot/,
		);
	} finally {
		run("losetup", "--detach", loops.pop() ?? "");
		run("umount", full);
	}
});

test("what is packed, not there or damaged is told before anything is written", async () => {
	const { device, file } = disk("clean", 30 * MIB);
	writeFileSync(join(folder, "image.raw.gz"), Buffer.from("1f8b08000000", "hex"));
	expect((await write("image.raw.gz", device, "--yes")).said).toContain("Unpack it first: gunzip --keep");
	expect((await write("gone.raw", device, "--yes")).said).toContain("there is no such file");
	writeFileSync(join(folder, "broken.vmdk"), "KDMV and nothing");
	expect(await write("broken.vmdk", device, "--yes")).toMatchObject({ code: 1, kind: "image-unreadable" });
	expect(readFileSync(file).equals(Buffer.alloc(30 * MIB))).toBe(true);
});
