import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runDibBlockDevice } from "../../../src/cli/dib/dib-block-device.js";

async function run(argv: readonly string[], env: Record<string, string> = {}) {
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	const context = { env, cwd: "/", stdout, stderr, packageRoot: "/", version: "1" };
	const code = await runDibBlockDevice(argv, context);
	return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

test.each([
	[[], "give --params FILE"],
	[["init"], "give --params FILE"],
	[["--params", "", "init"], "give --params FILE"],
	[["--params", "/p", "explode"], "unknown command 'explode'"],
	[["--params", "/p", ""], "unknown command ''"],
	[["--params", "/p", "init", "more"], "init takes no 'more'"],
	[["--params", "/p", "getval"], "getval needs a SYMBOL"],
	[["--params", "/p", "getval", "root-label", "more"], "getval takes no 'more'"],
	[["--params"], "option '--params' requires an argument"],
	[["--params", "/p", "create", "--params", "/q"], "create takes no '--params'"],
	[["-x", "init"], "invalid option -- 'x'"],
])("%j is not a command line (contract §2.6)", async (argv, complaint) => {
	const { code, stderr } = await run(argv);
	expect(stderr).toContain(complaint);
	expect(code).toBe(2);
});

test("--params may be shortened, comes before the command and wins over the environment", async () => {
	for (const argv of [
		["--par=/mine", "init"],
		["--params", "/other", "--p", "/mine", "init"],
	])
		await expect(run(argv, { DIB_BLOCK_DEVICE_PARAMS_YAML: "/env" })).rejects.toThrow("'/mine'");
	await expect(run(["--params=", "init"], { DIB_BLOCK_DEVICE_PARAMS_YAML: "/env" })).rejects.toThrow("'/env'");
});

test("init takes a layout without a file system at /, as DIB does; only then has getval no root label", async () => {
	const folder = mkdtempSync(join(tmpdir(), "block-device-"));
	const config = join(folder, "disk.yaml");
	const params = join(folder, "params.yaml");
	writeFileSync(
		config,
		"- local_loop: { name: image0, mkfs: { type: ext4, label: data, mount: { mount_point: /srv, fstab: {} } } }\n",
	);
	const values = { config, "image-dir": folder, "mount-base": folder, "build-dir": folder, "root-fs-type": "ext4" };
	writeFileSync(params, JSON.stringify(values));
	const tool = (...argv: string[]) => run(["--params", params, ...argv]);
	expect((await tool("init")).code).toBe(0);
	expect((await tool("getval", "mount-points")).stdout).toBe("/srv\n");
	await expect(tool("getval", "root-label")).rejects.toThrow("no value for 'root-label'");
	rmSync(folder, { recursive: true });
});

test("getval root-label says what a root without a label will be called", async () => {
	const folder = mkdtempSync(join(tmpdir(), "block-device-"));
	const config = join(folder, "disk.yaml");
	const params = join(folder, "params.yaml");
	writeFileSync(config, "- local_loop: { name: image0, mkfs: { type: ext4, mount: { mount_point: / } } }\n");
	const values = { config, "image-dir": folder, "mount-base": folder, "build-dir": folder, "root-fs-type": "ext4" };
	writeFileSync(params, JSON.stringify(values));
	expect((await run(["--params", params, "init"])).code).toBe(0);
	expect((await run(["--params", params, "getval", "root-label"])).stdout).toBe("mkfs_image0\n");
	rmSync(folder, { recursive: true });
});

test("help, with and without a command", async () => {
	for (const argv of [["-h"], ["--he"], ["init", "--help"]])
		expect(await run(argv)).toMatchObject({ code: 0, stdout: expect.stringContaining("usage: dib-block-device") });
});
