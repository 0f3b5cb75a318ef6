import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { beforeEach, expect, test } from "vitest";
import { runProgram } from "../../../../src/cli/entry/program.js";
import type { PublishedIndex } from "../../../../src/core/publish/published-index.js";
import { temporaryFolder } from "../../../support/elements.js";

let root: string;
let number = 0;
beforeEach(() => {
	root = temporaryFolder();
	for (const name of ["one", "two"]) mkdirSync(join(root, name));
});

async function run(...args: string[]) {
	const [stdout, stderr] = [new PassThrough(), new PassThrough()];
	const env = { PATH: process.env.PATH ?? "", HOME: root, XDG_STATE_HOME: join(root, "state") };
	const context = { env, cwd: root, stdout, stderr, packageRoot: root, version: "0" };
	const code = await runProgram(args, context).catch((error: Error) => error.message);
	const text = (stream: PassThrough) => String(stream.read() ?? "").replaceAll(root, "ROOT");
	return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function publish(to: string, ...flags: string[]) {
	const path = join(root, `image-${++number}.img`);
	writeFileSync(path, Buffer.alloc(20_000, `image ${number}`));
	expect(await run("publish", path, "--to", to, "--name", "web", ...flags)).toMatchObject({ code: 0 });
}

const index = (folder: string) => JSON.parse(readFileSync(join(root, folder, "index.json"), "utf8")) as PublishedIndex;

test("what was published from here is told of every place, with its state and age", async () => {
	await publish("folder:one");
	await publish("folder:one", "--protected");
	await publish(`folder:${root}/two`);
	const { stdout, code } = await run("images");
	const plain = stdout.replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, "DATE-ID");
	expect(plain).toContain(
		[
			"the folder ROOT/one",
			"  NAME  STATE               SIZE  AGE  RUN  IMAGE",
			"  web   current, protected  20K   now  -    web-DATE-ID.raw",
			"  web   older, hidden       20K   now  -    web-DATE-ID.raw",
			"",
		].join("\n"),
	);
	expect(plain).toContain("the folder ROOT/two\n");
	expect(code).toBe(0);
});

test("as JSON every image says where it is, what it is and its digest", async () => {
	await publish("folder:one");
	const { stdout } = await run("images", "folder:one", "--json");
	expect(JSON.parse(stdout)).toMatchObject([
		{ to: "folder:one", rule: "web", stage: "current", visible: true, bytes: 20_000, digest: { algorithm: "sha512" } },
	]);
});

test("a file that is gone or was cut is told as damaged", async () => {
	await publish("folder:one");
	appendFileSync(join(root, "one", index("one").latest.web ?? ""), "x");
	expect((await run("images")).stdout).toMatch(/web {3}damaged/);
});

test("a place that cannot be asked is told, and the others are listed", async () => {
	await publish("folder:one");
	await publish("folder:two");
	rmSync(join(root, "one"), { recursive: true });
	const { code, stdout, stderr } = await run("images");
	expect(stdout).toContain("the folder ROOT/two");
	expect(stderr).toMatch(/error: There is no folder ROOT\/one\n {2}→ Make it/);
	expect(code).toBe(2);
});

test("with nothing published and no cloud it says how a place is named", async () => {
	expect((await run("images")).code).toMatch(/^Nothing was published from here/);
});

test("prune goes by what the rule said when it published, says it before, and asks", async () => {
	await publish("folder:one");
	await publish("folder:one");
	await publish("folder:one");
	// From now on the rule keeps two; the one that published last knows it.
	const before = readdirSync(join(root, "one")).length;
	const dry = await run("images", "prune", "--keep", "2", "--dry-run");
	expect(dry.stdout).toMatch(/would remove: web-\S+\.raw \(web\): only 2 are kept\n$/);
	expect(await run("images", "prune", "--keep", "2")).toMatchObject({
		code: expect.stringMatching(/nobody has said yes$/),
	});
	expect(readdirSync(join(root, "one"))).toHaveLength(before);
	expect((await run("images", "prune", "--keep", "2", "--yes")).stdout).toMatch(/ {2}removed: web-/);
	expect(index("one").images.map(({ state }) => state)).toEqual(["older", "current"]);
	await publish("folder:two", "--keep", "1");
	const path = join(root, "two/index.json");
	const damaged = index("two");
	const [image] = damaged.images;
	// What a second machine has left there.
	damaged.images.unshift({
		...image,
		id: "0000",
		file: "old.raw",
		state: "older",
		since: "2026-01-01T00:00:00Z",
	} as never);
	writeFileSync(path, JSON.stringify(damaged));
	expect((await run("images", "prune", "folder:two", "--yes")).stdout).toMatch(/removed: old\.raw/);
});

test("prune takes nothing of a rule of which no good image is to be found", async () => {
	await publish("folder:one");
	await publish("folder:one");
	rmSync(join(root, "one", index("one").latest.web ?? ""));
	const { stdout } = await run("images", "prune", "folder:one", "--keep", "1", "--yes");
	expect(stdout).toMatch(/: nothing to remove\n {2}web is left alone: no good image of it is to be found\n/);
	expect(index("one").images).toHaveLength(2);
});
