import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LoopbackServer, openLoopbackServer } from "../../support/loopback-server.js";
import { ELEMENTS } from "../hook-root.js";

const BIN = join(ELEMENTS, "cache-url/bin");
const IMAGE = "a cloud image\n".repeat(20_000);
const HALF = IMAGE.length / 2;

let folder: string;
let cache: string;
let server: LoopbackServer;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "cache-verified-"));
	cache = join(folder, "cache");
	mkdirSync(cache);
	mkdirSync(join(folder, "www"));
	server = await openLoopbackServer(join(folder, "www"));
	publish(IMAGE);
});
afterEach(() => {
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

const sha = (text: string, kind = "sha256") => createHash(kind).update(text).digest("hex");
const cached = () => readFileSync(join(cache, "image"), "utf8");

function publish(image: string, sums = `${sha("another")} *other.image\n${sha(image)} *image\n`): void {
	writeFileSync(join(folder, "www/image"), image);
	writeFileSync(join(folder, "www/SUMS"), sums);
}

const run = (program: string, args: readonly string[], env: Record<string, string> = {}) =>
	execa(join(BIN, program), args, { reject: false, env: { no_proxy: "127.0.0.1", ...env } });
const fetch = (env?: Record<string, string>) =>
	run("cache-verified", [`${server.url}/image`, join(cache, "image"), `${server.url}/SUMS`, join(cache, "sums")], env);

describe("a download that is interrupted", () => {
	const cacheUrl = (env?: Record<string, string>) =>
		run("cache-url", [`${server.url}/image`, join(cache, "image")], env);

	test("goes on where it was cut off", async () => {
		server.fail("/image", { cutAt: HALF });
		expect(await cacheUrl()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
		expect(server.answers).toEqual(["/image 200", `/image 206 from ${HALF}`]);
		expect(readdirSync(cache)).toEqual(["image"]);
	});

	test("goes on where it stalled", async () => {
		server.fail("/image", { stallAt: HALF });
		expect(await cacheUrl({ DIB_DOWNLOAD_STALL: "1" })).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
		expect(server.answers).toEqual(["/image 200", `/image 206 from ${HALF}`]);
	});

	test("begins again when the file has changed meanwhile", async () => {
		server.fail("/image", { cutAt: HALF });
		const running = cacheUrl();
		await expect.poll(() => server.answers.length).toBe(1);
		const newer = "renewed\n".repeat(40_000);
		publish(newer);
		expect(await running).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(newer);
	});

	test("is given up in the end, and nothing of it stays", async () => {
		server.fail("/image", { cutAt: HALF }, 2);
		const ended = await cacheUrl({ DIB_DOWNLOAD_TRIES: "2" });
		expect(ended.exitCode).toBe(18);
		expect(ended.stderr).toContain("try 1 of 2 failed");
		expect(readdirSync(cache)).toEqual([]);
	});

	test("is tried again when the server is busy, and no error page gets into the file", async () => {
		server.fail("/image", { status: 503 });
		expect(await cacheUrl()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});

	test("leaves what a killed one had left for a day, not longer", async () => {
		for (const name of [".download.old", ".download.new"]) writeFileSync(join(cache, name), "half of it");
		const before = new Date(Date.now() - 25 * 3600_000);
		utimesSync(join(cache, ".download.old"), before, before);
		expect(await cacheUrl()).toMatchObject({ exitCode: 0 });
		expect(readdirSync(cache)).toEqual([".download.new", "image"]);
	});

	test("leaves the complete download of another, which has the date of the server's file", async () => {
		const date = new Date("2001-02-03T04:05:06Z");
		const download = join(cache, ".download.of-another");
		writeFileSync(download, "all of it");
		utimesSync(download, date, date);
		const another = spawn("flock", ["--shared", download, "cat"], { stdio: ["pipe", "pipe", "inherit"] });
		another.stdin.write("locked\n");
		await once(another.stdout, "data");
		expect(await cacheUrl()).toMatchObject({ exitCode: 0 });
		expect(readdirSync(cache)).toEqual([".download.of-another", "image"]);
		another.stdin.end();
		await once(another, "close");
		expect(await cacheUrl()).toMatchObject({ exitCode: 0 });
		expect(readdirSync(cache)).toEqual(["image"]);
	});
});

describe("a file with a published checksum", () => {
	test("is fetched once; then only the list is asked for", async () => {
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
		expect(server.answers).toEqual(["/SUMS 200", "/image 200", "/SUMS 304"]);
	});

	test("is fetched again when its checksum changes, whatever its date says", async () => {
		await fetch();
		publish("renewed\n");
		const older = new Date("2001-02-03T04:05:06Z");
		utimesSync(join(folder, "www/image"), older, older);
		const later = new Date(Date.now() + 5000);
		utimesSync(join(folder, "www/SUMS"), later, later);
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe("renewed\n");
	});

	test.each([
		["GNU", (image: string) => `${sha(image)}  image\n`],
		["BSD", (image: string) => `SHA256 (image) = ${sha(image)}\n`],
		["SHA-512", (image: string) => `${sha(image, "sha512")}  ./image\n`],
	])("may have it in the form of %s", async (_, line) => {
		publish(IMAGE, line(IMAGE));
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});

	test.each([
		["a corrupted download", { instead: IMAGE.replace("cloud", "clown") }],
		["a truncated download", { instead: IMAGE.slice(0, HALF) }],
		["a page of a proxy", { instead: "<html>log in first</html>" }],
	])("%s is tried once more, past every proxy", async (_, fault) => {
		server.fail("/image", fault);
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
		server.recover();
		publish("renewed\n");
		const later = new Date(Date.now() + 5000);
		utimesSync(join(folder, "www/SUMS"), later, later);
		server.fail("/image", fault, Number.POSITIVE_INFINITY);
		const ended = await fetch();
		expect(ended.exitCode).toBe(45);
		expect(ended.stderr).toContain(`${server.url}/image: the checksum does not match`);
		expect(readdirSync(cache).sort()).toEqual(["image", "sums"]);
		// The older image and the older list still belong together.
		expect(await fetch({ DIB_OFFLINE: "1" })).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});

	test("an old list out of a proxy is renewed before the image is fetched twice", async () => {
		server.fail("/SUMS", { instead: `${sha("an older image")} *image\n` });
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});

	test("without a line in the list is not fetched", async () => {
		publish(IMAGE, `${sha(IMAGE)} *image.other\n`);
		const ended = await fetch();
		expect(ended.exitCode).toBe(1);
		expect(ended.stderr).toContain(`${server.url}/SUMS has no checksum of image.`);
		expect(server.answers).toEqual(["/SUMS 200"]);
	});

	test("whose list comes without encryption is said so", async () => {
		expect((await fetch()).stderr).toContain("/SUMS is not encrypted: its checksums show damage, but no forgery");
	});
});

describe("offline", () => {
	const offline = () => fetch({ DIB_OFFLINE: "1" });

	test("the cached file is compared with the cached list, and nobody is asked", async () => {
		await fetch();
		server.recover();
		expect(await offline()).toMatchObject({ exitCode: 0 });
		writeFileSync(join(cache, "image"), "bit rot\n");
		const ended = await offline();
		expect(ended.exitCode).toBe(1);
		expect(ended.stderr).toContain("the checksum does not match; build once with the network to replace it");
		expect(server.answers).toEqual([]);
		expect(await fetch()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});

	test("a cached file without a list is used, and said to be unverified", async () => {
		writeFileSync(join(cache, "image"), IMAGE);
		const ended = await offline();
		expect(ended.exitCode).toBe(0);
		expect(ended.stderr).toContain("is not verified: the cache has no checksums of it");
	});

	test("what is not cached is fetched all the same", async () => {
		expect(await offline()).toMatchObject({ exitCode: 0 });
		expect(cached()).toBe(IMAGE);
	});
});
