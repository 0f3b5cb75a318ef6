import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { type Finished, runCommand, runProgram } from "../../support/run-program.js";

const PROGRAM = resolve(import.meta.dirname, "../../../dist/bin/dib-block-device.js");
const CONFIG = `
- local_loop: { name: image0 }
- partitioning:
    base: image0
    label: gpt
    partitions:
      - { name: ESP, type: EF00, size: 40MiB, mkfs: { type: vfat, label: esp, mount: { mount_point: /boot/efi, fstab: {} } } }
      - { name: swap, type: 8200, size: 8MiB, mkfs: { type: swap, label: swap, mount: { mount_point: swap, fstab: {} } } }
      - { name: root, size: 100%, mkfs: { mount: { mount_point: /, fstab: { fsck-passno: 1 } } } }
`;

let work = "";
let params = "";
let before: ReturnType<typeof hostState>;
beforeAll(() => {
	work = mkdtempSync("/var/tmp/block-device-");
	before = hostState([work]);
	for (const folder of ["image", "built"]) mkdirSync(join(work, folder));
	writeFileSync(join(work, "config.yaml"), CONFIG);
	params = join(work, "params.yaml");
	const lines = {
		config: `${work}/config.yaml`,
		"image-dir": `${work}/image`,
		"mount-base": `${work}/mnt`,
		"build-dir": work,
	};
	const text = {
		...lines,
		"root-fs-type": "ext4",
		"root-label": "sys",
		"image-size": "131072KiB",
		"root-fs-opts": "-J size=4",
	};
	writeFileSync(
		params,
		Object.entries(text)
			.map(([key, value]) => `${key}: ${value}\n`)
			.join(""),
	);
});
afterAll(() => {
	const after = hostState([work]);
	rmSync(work, { recursive: true });
	expect(after).toEqual(before);
});

const tool = (...args: string[]): Promise<Finished> => runProgram("dib-block-device", ["--params", params, ...args]);
/** Commands of a shell that sees its own mounts; `tool` is the program. */
const session = (text: string): Promise<Finished> => {
	const script = `set -eu\ntool() { '${process.execPath}' '${PROGRAM}' "$@"; }\ncd '${work}'\n${text}`;
	const env = { ...process.env, DIB_BLOCK_DEVICE_PARAMS_YAML: params };
	return runCommand(["unshare", "--mount", "--propagation", "private", "bash", "-c", script], { env });
};
const debugfs = (command: string) =>
	execFileSync("debugfs", ["-R", command, join(work, `image/image0.raw?offset=${49 * 2 ** 20}`)], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "ignore"],
	});

test("init reads the configuration, and getval knows what needs no device", async () => {
	expect(await tool("getval", "root-label")).toMatchObject({
		code: 1,
		stderr: expect.stringContaining("dib-block-device init"),
	});
	expect((await tool("init")).code).toBe(0);
	const values = ["root-label", "root-fstype", "boot-label", "mount-points"].map(
		async (symbol) => (await tool("getval", symbol)).stdout,
	);
	expect(await Promise.all(values)).toEqual(["sys\n", "ext4\n", "\n", "/boot/efi|swap|/\n"]);
	for (const symbol of ["image-path", "nonsense"]) expect((await tool("getval", symbol)).code).toBe(1);
	expect(await tool("umount")).toMatchObject({ code: 0, stderr: "" });
	expect((await tool("cleanup")).code).toBe(1);
});

test("create leaves mounted devices behind, umount frees them, cleanup forgets them; the image stays", async () => {
	const { code, stdout, stderr } = await session(`
		tool create
		tool getval image-path
		tool getval image-block-devices
		echo kernel >mnt/boot/efi/kernel
		echo here >mnt/file
		findmnt -rno TARGET,FSTYPE | grep -c "$PWD/mnt"
		tool writefstab
		tool umount
		tool umount
		! findmnt -rno TARGET | grep "$PWD/mnt"
		tool cleanup
	`);
	expect(stderr).toBe("");
	expect(code).toBe(0);
	const [path, devices, mounts] = stdout.split("\n");
	expect(path).toBe(join(work, "image/image0.raw"));
	expect(devices).toMatch(/^ \[image0\]=(\/dev\/loop\d+) {2}\[ESP\]=\1p1 {2}\[swap\]=\1p2 {2}\[root\]=\1p3 $/);
	expect(mounts).toBe("2");
	expect(readFileSync(join(work, "built/etc/fstab"), "utf8")).toBe(
		"LABEL=sys / ext4 defaults 0 1\nLABEL=ESP /boot/efi vfat defaults 0 2\nLABEL=swap none swap sw 0 0\n".replace(
			"ESP /",
			"ESP /",
		),
	);
	expect(debugfs("cat /file")).toBe("here\n");
	const efi = ["-i", `${join(work, "image/image0.raw")}@@1048576`, "::/kernel"];
	expect(execFileSync("mtype", efi, { encoding: "utf8" })).toBe("kernel\n");
	expect(existsSync(join(work, "states/block-device"))).toBe(false);
});

test("delete removes the images too", async () => {
	const { code, stderr } = await session("tool init\ntool create\ntool delete\n");
	expect([code, stderr]).toEqual([0, ""]);
	expect(existsSync(join(work, "image/image0.raw"))).toBe(false);
});

test.each([
	["a folder that is none", "rm -r mnt; echo x >mnt", "mnt"],
	["mkfs fails", "rm mnt; sed -i 's/-J size=4/-O nonsense/' params.yaml; tool init", "nonsense"],
])("create leaves nothing when %s", async (_, prepare, message) => {
	const { code, stderr } = await session(`tool init\n${prepare}\ntool create`);
	expect(code).toBe(1);
	expect(stderr).toContain(message);
	expect(stderr).not.toMatch(/\n {4}at /);
	expect(existsSync(join(work, "image/image0.raw"))).toBe(false);
});

test.each([
	["no parameters", [], 2, "DIB_BLOCK_DEVICE_PARAMS_YAML"],
	["parameters that cannot be read", ["--params", "/nowhere", "init"], 1, "/nowhere"],
	["no command", ["--params", "P"], 1, "name a COMMAND"],
	["an unknown command", ["--params", "P", "explode"], 2, "unknown command 'explode'"],
	["an unknown option", ["--fast", "init"], 2, "unrecognized option '--fast'"],
])("%s: no traceback", async (_, args, status, message) => {
	const { code, stderr } = await runProgram(
		"dib-block-device",
		args.map((word) => (word === "P" ? params : word)),
	);
	expect(stderr).toContain(message);
	expect(stderr).not.toMatch(/\n {4}at /);
	expect(code).toBe(status);
});
