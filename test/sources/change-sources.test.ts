import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { addSource, keptSource, removeSource, updateSource } from "../../src/sources/change-sources.js";
import { fetchedSource, localSource } from "../../src/sources/fetch-source.js";
import { findSource, listSources, pinOf, sourceFolders } from "../../src/sources/store.js";
import { temporaryFolder, writeTree } from "../support/elements.js";
import { hook, makeRepository, type TestRepository } from "../support/git-repository.js";

let root: string;
let house: TestRepository;
let folders: ReturnType<typeof sourceFolders>;
const NOW = new Date("2026-01-31T12:00:00Z");
const LATER = new Date("2026-02-01T12:00:00Z");

beforeEach(() => {
	root = temporaryFolder();
	folders = sourceFolders({ XDG_DATA_HOME: join(root, "data") });
	house = makeRepository(join(root, "house"));
});

const add = (request: Partial<Parameters<typeof addSource>[0]> = {}) =>
	addSource({ from: house.folder, cwd: root, ...request }, folders, NOW);
const update = (name: string, change = {}) => updateSource(keptSource(name, folders), change, folders, LATER);

/** Everything that is kept, to see that a failure changes nothing. */
function kept(folder = join(root, "data")): string[] {
	return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).sort() : [];
}

describe("adding", () => {
	test("keeps the commit, where the elements are, how many, and since when", async () => {
		const commit = house.commit({
			"elements/hello/install.d/10-hello": hook("hello"),
			"elements/bye/element-deps": "",
		});
		const { source, notes } = await add();
		expect(source).toMatchObject({
			...{ name: "house", from: house.folder, commit, folders: ["elements"], elements: 2, problems: [] },
			...{ added: NOW.toISOString(), updated: NOW.toISOString() },
		});
		expect(notes).toEqual([]);
		expect(findSource("house", folders)).toEqual(source);
		const here = await localSource(pinOf(source), folders);
		expect(readFileSync(join(here?.folders[0] as string, "hello/install.d/10-hello"), "utf8")).toBe(hook("hello"));
	});

	test("takes a branch, a tag or a whole commit", async () => {
		const first = house.commit({ "elements/one/element-deps": "" });
		house.git("tag", "-a", "-m", "first", "v1");
		house.git("checkout", "--quiet", "-b", "side");
		const side = house.commit({ "elements/two/element-deps": "" });
		house.git("checkout", "--quiet", "main");
		house.commit({ "elements/three/element-deps": "" });
		expect((await add({ name: "tag", ref: "v1" })).source).toMatchObject({ commit: first, elements: 1 });
		expect((await add({ name: "branch", ref: "side" })).source).toMatchObject({ commit: side, ref: "side" });
		expect((await add({ name: "commit", ref: first })).source).toMatchObject({ commit: first });
	});

	test("finds every folder of elements, but none of tests, and takes the one that is named", async () => {
		house.commit({
			"diskimage_builder/elements/vm/element-deps": "",
			"diskimage_builder/elements/pkg-map/bin/pkg-map": "#!/bin/sh\n",
			"diskimage_builder/elements/vm/test-elements/build/element-deps": "",
			"contrib/dib/ramdisk/install.d/50-agent": hook("agent"),
			"tests/elements/fake/element-provides": "operating-system\n",
			"docs/README.rst": "Read me.\n",
		});
		const { source } = await add();
		expect(source.folders).toEqual(["contrib/dib", "diskimage_builder/elements"]);
		const { source: part } = await add({ name: "part", folder: "contrib/dib/" });
		expect([part.folders, part.elements]).toEqual([["contrib/dib"], 1]);
		expect((await fetchedSource(pinOf(part), folders)).folders).toHaveLength(1);
		await expect(add({ name: "no", folder: "docs" })).rejects.toMatchObject({
			code: "no-elements",
			next: [expect.stringContaining("contrib/dib, diskimage_builder/elements")],
		});
	});

	test("elements in the root of a repository count", async () => {
		house.commit({ "hello/install.d/10-hello": hook("hello") });
		expect((await add()).source.folders).toEqual(["."]);
	});

	test("a path inside a work tree means that folder; what is not committed is told", async () => {
		const commit = house.commit({ "sub/elements/one/element-deps": "", "other/two/element-deps": "" });
		writeTree(house.folder, { "sub/elements/three/element-deps": "" });
		const { source, notes } = await add({ from: "house/sub/elements" });
		expect(source).toMatchObject({ name: "house", commit, folder: "sub/elements", elements: 1 });
		expect(notes.join()).toContain("not committed");
	});

	test("a folder without git is kept as it is now; the same content is the same commit", async () => {
		const make = (folder: string) =>
			writeTree(folder, { "one/install.d/10-one": hook("one"), "one/.git/HEAD": "own\n" });
		make(join(root, "plain"));
		make(join(root, "copy"));
		const { source } = await add({ from: "plain" });
		const { source: copy } = await add({ from: join(root, "copy") });
		expect(copy.commit).toBe(source.commit);
		expect(source.committed).toBeUndefined();
		writeTree(join(root, "plain"), { "two/element-deps": "one\n" });
		const { after, changes } = await update("plain");
		expect(changes).toEqual({ added: ["two"], removed: [], changed: [] });
		expect(after.commit).not.toBe(source.commit);
		// A new host has the folder, but not what it was before.
		rmSync(folders.repositories, { recursive: true });
		await expect(fetchedSource(pinOf(source), folders)).rejects.toMatchObject({ code: "commit-not-found" });
	});
});

describe("updating", () => {
	test("tells what came, went and changed, and leaves the old commit for those who use it", async () => {
		house.commit({
			...{ "elements/same/element-deps": "", "elements/gone/element-deps": "", "elements/hello/a": "1\n" },
			"elements/hello/element-deps": "",
		});
		const { source } = await add();
		const before = await localSource(pinOf(source), folders);
		const next = house.commit({ "elements/new/element-deps": "", "elements/hello/a": "2\n", "README.rst": "New.\n" }, [
			"elements/gone",
		]);
		const { before: was, after, changes } = await update("house");
		expect([was.commit, after.commit]).toEqual([source.commit, next]);
		expect(changes).toEqual({ added: ["new"], removed: ["gone"], changed: ["hello"] });
		expect(after).toMatchObject({ elements: 3, added: NOW.toISOString(), updated: LATER.toISOString() });
		expect(readFileSync(join(before?.folders[0] as string, "hello/a"), "utf8")).toBe("1\n");
		expect(await update("house")).toMatchObject({ changes: { added: [], removed: [], changed: [] } });
	});

	test("follows another branch from now on", async () => {
		house.commit({ "elements/one/element-deps": "" });
		await add();
		house.git("checkout", "--quiet", "-b", "side");
		const side = house.commit({ "elements/two/element-deps": "" });
		expect((await update("house", { ref: "side" })).after).toMatchObject({ commit: side, ref: "side" });
	});

	test("survives a history that was rewritten", async () => {
		house.commit({ "elements/one/element-deps": "" });
		const { source } = await add();
		house.git("checkout", "--quiet", "--orphan", "again");
		house.commit({ "elements/two/element-deps": "" });
		house.git("branch", "--force", "main", "again");
		house.git("checkout", "--quiet", "main");
		house.git("reflog", "expire", "--expire=now", "--all");
		house.git("gc", "--quiet", "--prune=now");
		expect((await update("house")).changes.added).toEqual(["two"]);
		// Where it was fetched before, the old commit stays; elsewhere it is gone.
		expect(await localSource(pinOf(source), folders)).toBeDefined();
		rmSync(folders.repositories, { recursive: true });
		await expect(fetchedSource(pinOf(source), folders)).rejects.toMatchObject({ code: "commit-not-found" });
	});
});

test("several at once wait for each other", async () => {
	const commit = house.commit({ "elements/one/element-deps": "" });
	const added = await Promise.all(["a", "b", "c", "d"].map((name) => add({ name })));
	expect(added.map(({ source }) => source.commit)).toEqual([commit, commit, commit, commit]);
	expect(readdirSync(folders.repositories)).toHaveLength(1);
	house.commit({ "elements/two/element-deps": "" });
	const updated = await Promise.all(["a", "b", "c"].map((name) => update(name)));
	for (const { changes } of updated) expect(changes.added).toEqual(["two"]);
});

describe("a failure leaves what was there", () => {
	test.each([
		["no such path", { from: "nowhere" }, "no-such-folder"],
		["an address that nobody answers", { from: "git://127.0.0.1:9/x", name: "x" }, "source-unreachable"],
		["a password in the address", { from: "https://me:secret@host/x" }, "secret-in-address"],
		["a token in the address", { from: "https://ghp_T0kenT0ken@localhost/x" }, "secret-in-address"],
		["a name that is none", { name: "../up" }, "bad-source-name"],
		["an unknown branch", { name: "x", ref: "nope" }, "commit-not-found"],
		["an unknown commit", { name: "x", ref: "c".repeat(40) }, "commit-not-found"],
		["a second collection of that name", {}, "source-exists"],
	])("%s", async (_, request, code) => {
		house.commit({ "elements/one/element-deps": "" });
		await add();
		const before = kept();
		await expect(add(request)).rejects.toMatchObject({ code, next: expect.arrayContaining([expect.any(String)]) });
		expect(kept().filter((path) => !path.includes("/refs/"))).toEqual(
			before.filter((path) => !path.includes("/refs/")),
		);
		expect(listSources(folders).sources.map(({ name }) => name)).toEqual(["house"]);
	});

	test("a server that wants a name and a password, and never gets them from the terminal", async () => {
		const server = createServer((_, response) => {
			response.writeHead(401, { "www-authenticate": "Basic" }).end();
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		onTestFinished(() => void server.close());
		const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/private.git`;
		await expect(add({ from })).rejects.toMatchObject({
			code: "source-unreachable",
			next: expect.arrayContaining([expect.stringContaining("credential.helper")]),
		});
	});

	test("a repository without elements leaves nothing", async () => {
		house.commit({ "README.rst": "Nothing here.\n" });
		await expect(add()).rejects.toMatchObject({ code: "no-elements" });
		expect(kept().filter((path) => path.includes("house"))).toEqual([]);
	});

	test("an update that finds nothing", async () => {
		house.commit({ "elements/one/element-deps": "" });
		const { source } = await add();
		house.commit({}, ["elements"]);
		await expect(update("house")).rejects.toMatchObject({ code: "no-elements" });
		rmSync(house.folder, { recursive: true });
		await expect(update("house")).rejects.toMatchObject({ code: "source-unreachable" });
		expect(keptSource("house", folders)).toEqual(source);
		expect(await localSource(pinOf(source), folders)).toBeDefined();
	});

	test("a file that cannot be read spoils no other", async () => {
		house.commit({ "elements/one/element-deps": "" });
		await add();
		writeFileSync(join(folders.names, "broken.json"), "{");
		const { sources, damaged } = listSources(folders);
		expect(sources.map(({ name }) => name)).toEqual(["house"]);
		expect(damaged).toMatchObject([{ name: "broken", problem: { code: "source-damaged" } }]);
	});
});

describe("what cannot be used is told, the rest can be used", () => {
	test("links in circles, broken YAML and metadata that is not a file", async () => {
		house.commit({
			"elements/good/element-deps": "",
			"elements/loop": { link: "loop" },
			"elements/meta/element.yaml": "title: [\n",
			"elements/packages/package-installs.yaml": "a: b: c\n",
			"elements/deps/element-deps/file": "a folder\n",
		});
		const { source } = await add();
		const problems = Object.fromEntries(source.problems.map(({ element, file }) => [element, file]));
		expect(problems).toEqual({
			loop: "elements/loop",
			meta: "elements/meta/element.yaml",
			packages: "elements/packages/package-installs.yaml",
			deps: "elements/deps/element-deps",
		});
		expect(source.elements).toBe(3);
	});

	test("names that are not UTF-8", async () => {
		const bytes = (path: string) => Buffer.from(join(house.folder, path), "latin1");
		mkdirSync(join(house.folder, "elements/good/install.d"), { recursive: true });
		mkdirSync(bytes("elements/caf\xe9"), { recursive: true });
		writeFileSync(bytes("elements/caf\xe9/element-deps"), "");
		writeFileSync(bytes("elements/good/install.d/\xe9t\xe9"), "data\n");
		symlinkSync("x", bytes("elements/good/\xff-link"));
		house.commit({});
		const { source } = await add();
		expect(source.elements).toBe(1);
		expect(source.problems).toMatchObject([{ message: expect.stringContaining("not UTF-8") }]);
	});
});

test("removing takes away what was fetched, unless another collection is from the same place", async () => {
	house.commit({ "elements/one/element-deps": "" });
	await add();
	const { source } = await add({ name: "again" });
	removeSource(keptSource("house", folders), folders);
	expect(await localSource(pinOf(source), folders)).toBeDefined();
	removeSource(source, folders);
	expect(readdirSync(folders.repositories)).toEqual([]);
	expect(() => keptSource("again", folders)).toThrow(/no collection of elements called 'again'/);
});
