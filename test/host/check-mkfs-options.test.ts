import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { assertMkfsOptions } from "../../src/host/check-mkfs-options.js";
import { temporaryFolder } from "../support/elements.js";

const GIB = 2 ** 30;
const check = (type: string, options: string, sizes = [2 * GIB, 256 * GIB]) =>
	assertMkfsOptions([{ name: "mkfs_root", type, opts: options.split(" "), sizes }]);

beforeEach(() => {
	vi.stubEnv("TMPDIR", temporaryFolder());
});
afterEach(() => {
	expect(readdirSync(process.env.TMPDIR ?? "")).toEqual([]);
	vi.unstubAllEnvs();
});

test.each([
	["ext4", "-i 4096 -O nonsense", "Invalid filesystem option set: nonsense"],
	["ext4", "-i 4096 -b 3", "invalid block size - 3"],
	["ext3", "--nonsense", "invalid option -- '-'"],
	["xfs", "-m nonsense=1", "unknown option -m nonsense=1"],
])("mkfs.%s refuses %s before the build", async (type, options, said) => {
	await expect(check(type, options)).rejects.toMatchObject({
		code: "mkfs-options",
		message: `mkfs.${type} does not take the options ${options} of mkfs_root: ${said}`,
		next: ["Correct --mkfs-options, or opts: in the layout.", `See which there are: man mkfs.${type}`],
	});
});

test.each([
	["ext4", "-i 4096 -J size=64 -O ^metadata_csum"],
	// Each fits one of the two sizes alone.
	["ext4", "-E resize=2097152"],
	["ext4", "-N 50000000"],
	["xfs", "-m reflink=0"],
	// What cannot be asked without writing is not tried.
	["vfat", "-Z nonsense"],
])("mkfs.%s takes %s", async (type, options) => {
	await check(type, options);
});

test("a size that no file here can have is not tried", async () => {
	await check("ext4", "-O nonsense", [2 ** 62]);
});
