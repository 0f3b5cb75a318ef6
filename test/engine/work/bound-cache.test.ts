import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { boundCache, cacheBytes } from "../../../src/engine/work/bound-cache.js";
import { temporaryFolder } from "../../support/elements.js";

const KIB = 1024;
const DAY = 86_400_000;
const now = Date.parse("2026-03-01T12:00:00Z");
let folder = "";

beforeEach(() => {
	folder = temporaryFolder();
});

/** A file of 64 KiB that was used so many days ago. */
function put(path: string, days: number): string {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, Buffer.alloc(64 * KIB, 1));
	const when = new Date(now - days * DAY);
	utimesSync(file, when, when);
	return file;
}

const left = (...files: string[]) => files.filter((file) => existsSync(file));

test("what was not used for longest goes until the rest is within the bound", async () => {
	const tarball = put("debootstrap-debian-bookworm-amd64.tar.gz", 30);
	const image = put("debian-12-genericcloud-amd64.qcow2", 20);
	const deb = put("apt/debian/curl_7_amd64.deb", 10);
	const newer = put("apt/debian/curl_8_amd64.deb", 5);
	expect(await cacheBytes(folder)).toBe(256 * KIB);
	expect([...(await boundCache(folder, 130 * KIB, now))].sort()).toEqual([image, tarball].sort());
	expect(left(tarball, image, deb, newer)).toEqual([deb, newer]);
	expect(await cacheBytes(folder)).toBe(128 * KIB);
});

test("a repository goes as a whole", async () => {
	const object = put("source-repositories/nova/objects/aa", 9);
	const repository = join(folder, "source-repositories/nova");
	const long = new Date(now - 9 * DAY);
	utimesSync(repository, long, long);
	expect(await boundCache(folder, 10 * KIB, now)).toEqual([repository]);
	expect(existsSync(object)).toBe(false);
});

test("what was used within a day stays, however much it is", async () => {
	const file = put("apt/debian/vim_9_amd64.deb", 0.5);
	expect(await boundCache(folder, 0, now)).toEqual([]);
	expect(left(file)).toEqual([file]);
});

test("what hooks have not put there is neither counted nor removed", async () => {
	const others = [
		put("thesis.tar.gz", 99),
		put("disk.qcow2", 99),
		put("apt/debian/notes.txt", 99),
		put("apt/debian.lock", 99),
		put("source-repositories/.lock", 99),
		put("source-repositories/nova.lock", 99),
	];
	const outside = put("elsewhere/vim_9_amd64.deb", 99);
	symlinkSync(join(folder, "elsewhere"), join(folder, "apt/linked"));
	symlinkSync(outside, join(folder, "debian-12-genericcloud-amd64.qcow2"));
	symlinkSync(join(folder, "elsewhere"), join(folder, "source-repositories/linked"));
	expect(await cacheBytes(folder)).toBe(0);
	expect(await boundCache(folder, 0, now)).toEqual([]);
	expect(left(...others, outside)).toEqual([...others, outside]);
});

test("a folder that is not there is within bounds", async () => {
	expect(await boundCache(join(folder, "none"), 0, now)).toEqual([]);
});
