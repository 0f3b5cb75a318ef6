import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { assertQemuOptions } from "../../src/host/check-qemu-options.js";
import { temporaryFolder } from "../support/elements.js";

const check = (word: string, options: string, ...flags: string[]) => assertQemuOptions([{ word, flags, options }]);
const left = () => readdirSync(process.env.TMPDIR ?? "");

beforeEach(() => {
	vi.stubEnv("TMPDIR", temporaryFolder());
});
afterEach(() => {
	vi.unstubAllEnvs();
});

test.each([
	["qcow2", "compat=0.10,nonsense=1", "Invalid parameter 'nonsense'"],
	["qcow2", "cluster_size=3", "Cluster size must be a power of two"],
	["qcow2", "compression_type=zstd,compat=0.10", "--qemu-img-options"],
	["vmdk", "subformat=floppy", "for vmdk: "],
])("qemu-img refuses %s with %s before the build", async (word, options, said) => {
	await expect(check(word, options)).rejects.toMatchObject({
		code: "qemu-img-options",
		message: expect.stringContaining(said),
		next: [`See which there are: qemu-img create -f ${word} -o help`],
	});
	expect(left()).toEqual([]);
});

test.each([
	["qcow2", "compat=0.10"],
	["qcow2", "compat=1.1,cluster_size=2M,preallocation=metadata"],
	["vmdk", "subformat=streamOptimized"],
])("%s takes %s", async (word, options) => {
	await check(word, options);
	expect(left()).toEqual([]);
});
