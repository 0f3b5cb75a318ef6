import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	chmodSync,
	cpSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import type { PublishedIndex } from "../../src/core/publish/published-index.js";
import { FolderShelf } from "../../src/publish/folder/folder-shelf.js";
import { publishTests, told } from "../support/publish/publish-tests.js";

let target: string;
let number = 0;
const { folder, image, publish, failure, notes } = publishTests(() => `folder:${target}`);
beforeEach(() => {
	target = join(folder, `images ${++number}`);
	mkdirSync(target);
	notes.length = 0;
});

const index = () => JSON.parse(readFileSync(join(target, "index.json"), "utf8")) as PublishedIndex;
const rule = { name: "debian-vm", keep: 2 };

test("an image is there with its index, and a link to the newest one; nothing else is left", async () => {
	const path = image();
	await publish(path, { rule });
	const second = await publish(image("two"), { rule });
	const [older, current] = index().images.map(({ file }) => file);
	expect(readdirSync(target).sort()).toEqual([older, current, "debian-vm-latest.raw", "index.json"].sort());
	expect(readlinkSync(join(target, "debian-vm-latest.raw"))).toBe(current);
	expect(told(index())).toEqual(["older hidden", "current"]);
	expect(execFileSync("sha512sum", [join(target, "debian-vm-latest.raw")], { encoding: "utf8" })).toMatch(
		second?.sha512 ?? "none",
	);
	// What was published before is found again, and becomes the newest one.
	expect(await publish(path, { rule })).toMatchObject({ how: "kept" });
	expect(readlinkSync(join(target, "debian-vm-latest.raw"))).toBe(older);
});

test("only as many as are kept stay; protected ones, files of others and other rules are left alone", async () => {
	writeFileSync(join(target, "debian-vm-by-hand.raw"), "mine");
	await publish(image(), { rule: { ...rule, protected: true } });
	await publish(image(), { rule: { name: "other", keep: 1 } });
	for (let build = 0; build < 4; build++) await publish(image(), { rule });
	expect(told(index())).toEqual(["current", "current", "older hidden", "current"]);
	expect(readdirSync(target)).toHaveLength(4 + 1 + 2 + 1);
	expect(readFileSync(join(target, "debian-vm-by-hand.raw"), "utf8")).toBe("mine");
});

test("killed at any step, the next run finishes it, and the link always leads to a good image", async () => {
	const options = { rule, state: join(folder, "state-killed") };
	for (const old of ["a", "b"]) await publish(image(old, 9000), options);
	const before = join(folder, "before");
	cpSync(target, before, { recursive: true, verbatimSymlinks: true });
	const path = image("new", 9000);
	let steps = 0;
	let dieAt = 0;
	// Dead is who does nothing more: from that step on every step fails, those that clear up too.
	const step = () => {
		if (++steps >= dieAt && dieAt > 0) throw new Error("killed");
	};
	const shelf = FolderShelf.prototype;
	for (const name of ["writeIndex", "put", "nameIt", "remove"] as const) {
		const real = shelf[name] as (...words: unknown[]) => Promise<unknown>;
		vi.spyOn(shelf, name).mockImplementation(async function (this: FolderShelf, ...words: unknown[]) {
			step();
			const result = await real.apply(this, words);
			step();
			return result as never;
		});
	}
	await publish(path, options);
	const all = steps;
	expect(all).toBeGreaterThan(14);
	for (let at = 1; at <= all; at++) {
		rmSync(target, { recursive: true });
		cpSync(before, target, { recursive: true, verbatimSymlinks: true });
		[steps, dieAt] = [0, at];
		await publish(path, options).catch(() => undefined);
		expect(statSync(join(target, "debian-vm-latest.raw")).size, `step ${at}`).toBe(9000);
		expect(readdirSync(target), `step ${at}`).toContain(index().latest["debian-vm"]);
		dieAt = 0;
		await publish(path, options);
		expect(told(index()), `step ${at}`).toEqual(["older hidden", "current"]);
		expect(readdirSync(target), `step ${at}`).toHaveLength(4);
		expect(readFileSync(join(target, "debian-vm-latest.raw")).equals(readFileSync(path)), `step ${at}`).toBe(true);
	}
	vi.restoreAllMocks();
});

test("an image that was named and told, but not linked, is linked by the next run", async () => {
	const path = image();
	await publish(path, { rule });
	const link = join(target, "debian-vm-latest.raw");
	rmSync(link);
	expect(await publish(path, { rule })).toMatchObject({ how: "kept" });
	expect(readlinkSync(link)).toBe(index().latest["debian-vm"]);
});

test("what is empty in an image takes no room", async () => {
	const path = image();
	writeFileSync(path, Buffer.concat([Buffer.alloc(4096, 1), Buffer.alloc(30_000_000)]));
	await publish(path, { rule });
	const { size, blocks } = statSync(join(target, "debian-vm-latest.raw"));
	expect(size).toBe(30_004_096);
	expect(blocks * 512).toBeLessThan(4_000_000);
});

test.each([
	[
		"no such folder",
		() => `folder:${target}/nowhere`,
		/^There is no folder .*\nMake it, or mount what belongs there: mkdir -p/,
	],
	["a file", () => `folder:${image()}`, /is no folder\n/],
])("%s is told with the next step", async (_, to, expected) => {
	expect(await failure(image(), { rule: { ...rule, to: to() } })).toMatch(expected);
});

test("something of somebody else in the place of the link is told before anything is sent", async () => {
	writeFileSync(join(target, "debian-vm-latest.raw"), "mine");
	expect(await failure(image(), { rule })).toMatch(/would have to be a link.*\nTake it away/);
	expect(readdirSync(target)).toEqual(["debian-vm-latest.raw"]);
});

test.each([
	["ENOSPC", /its disk is full\nMake room/],
	["EROFS", /mounted read-only\nMount it/],
	["EACCES", /may not write there\nAsk who owns it/],
])("%s is told with the next step, and nothing half is left", async (code, expected) => {
	vi.spyOn(FolderShelf.prototype, "put").mockRejectedValue(Object.assign(new Error(code), { code }));
	expect(await failure(image(), { rule })).toMatch(expected);
	vi.restoreAllMocks();
	expect(told(index())).toEqual([]);
	expect(readdirSync(target)).toEqual(["index.json"]);
});

test("a disk that is full in the middle has nothing half on it afterwards", async () => {
	execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "small", target]);
	try {
		await publish(image("small"), { rule });
		const before = readdirSync(target);
		// Not of zeros, which would take no room.
		const large = image();
		writeFileSync(large, randomBytes(8 << 20));
		expect(await failure(large, { rule })).toMatch(/its disk is full\nMake room/);
		expect(readdirSync(target)).toEqual(before);
		expect(told(index())).toEqual(["current"]);
	} finally {
		execFileSync("umount", [target]);
	}
});

test("the index stays readable for those who could read it, whatever the umask is", async () => {
	await publish(image("a"), { rule });
	chmodSync(join(target, "index.json"), 0o664);
	const umask = process.umask(0o077);
	await publish(image("b"), { rule }).finally(() => process.umask(umask));
	expect(statSync(join(target, "index.json")).mode & 0o777).toBe(0o664);
});

test("a disk that changes what is written is noticed", async () => {
	const real = FolderShelf.prototype.put;
	vi.spyOn(FolderShelf.prototype, "put").mockImplementation(async function (this: FolderShelf, ...words) {
		const held = await real.apply(this, words);
		return { ...held, digest: { algorithm: "sha256", value: "0".repeat(64) } };
	});
	expect(await failure(image(), { rule })).toMatch(/holds is not what was sent.*It was removed there/);
	vi.restoreAllMocks();
	expect(readdirSync(target)).toEqual(["index.json"]);
});

test("a dry run changes nothing", async () => {
	await publish(image(), { rule });
	const before = readdirSync(target);
	await publish(image(), { rule, dryRun: true });
	expect(notes.slice(-2)).toEqual([
		"would send 293K as debian-vm",
		expect.stringMatching(/^would hide [0-9a-f]{8} \(debian-vm\): a newer one has taken its place$/),
	]);
	expect(readdirSync(target)).toEqual(before);
});
