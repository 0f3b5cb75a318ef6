import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { runDibBlockDevice } from "../../src/cli/dib-block-device.js";

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
])("%j is no command line (contract §2.6)", async (argv, complaint) => {
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

test("help, with and without a command", async () => {
	for (const argv of [["-h"], ["--he"], ["init", "--help"]])
		expect(await run(argv)).toMatchObject({ code: 0, stdout: expect.stringContaining("usage: dib-block-device") });
});
