import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { makeSigningKey } from "../../../src/layers/remote/key-file.js";
import { hostState } from "../../support/host-state.js";
import { openPutServer, type PutServer } from "../../support/put-server.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
let server: PutServer;
let keyFile: string;
let trusted: string;
let plain: readonly string[];
let before: ReturnType<typeof hostState>;
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);

interface Built {
	readonly tree: string[];
	readonly ran: string[];
	readonly cached: string[];
	readonly warnings: { readonly code: string; readonly message: string; readonly hint?: string }[];
	/** All that the run has left. */
	readonly kept: string;
}

async function build(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Built> {
	const argv = ["build", "-n", "-t", "tar", "-o", "image", "tiny-os", "mine", "--again", ...args];
	const built = await shop.diskwright(argv, env);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
	const run = join(shop.folder, "state/diskwright/runs", id);
	const text = readFileSync(join(run, "events.ndjson"), "utf8");
	const events = text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
	const ended = (outcome: string) =>
		events.flatMap((event) =>
			event.type === "task.finished" && event.outcome === outcome && /^(root|install)\/\d/.test(event.task)
				? [event.task]
				: [],
		);
	const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	return {
		tree: treeOfArchive(join(shop.folder, "image.tar")),
		ran: ended("ok"),
		cached: ended("cached"),
		warnings: events.flatMap((event) => (event.type === "warning" ? [event] : [])),
		kept:
			built.stdout +
			built.stderr +
			files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("\n"),
	};
}

/** What a machine has that never built anything. */
const forget = () => rmSync(join(shop.folder, "home/.cache/image-create/layers"), { recursive: true, force: true });
const remote = () => ["--layers", "--layers-remote", server.url];
const OUTSIDE = ["root/10-tiny-tree"];
const INSIDE = ["install/10-one", "install/20-two"];

beforeAll(async () => {
	shop = openWorkshop();
	server = await openPutServer();
	keyFile = join(shop.folder, "key.pem");
	trusted = makeSigningKey(keyFile).public;
	hook("install.d/10-one", "echo one >/one; ln /one /two; chown 12:34 /one");
	hook("install.d/20-two", "cat /tmp/in_target.d/static/data >/data; rm /etc/hostname");
	shop.element("mine/static/data", "data\n", 0o644);
	plain = (await build([])).tree;
});
afterAll(() => {
	server.close();
	shop.remove();
});
beforeEach(() => {
	server.misbehave = undefined;
	forget();
	before = hostState([shop.temporary]);
});

test("layers that one machine has signed and put into a folder are taken by another one, and its image is the same", async () => {
	const first = await build([...remote(), "--layers-key", keyFile, "--layers-push"]);
	expect(first.warnings.filter(({ code }) => code === "layers-remote")).toEqual([]);
	expect(first.ran).toEqual([...OUTSIDE, ...INSIDE]);
	expect(server.files.size).toBe(2 * INSIDE.length);
	forget();
	const secret = server.url.replace("http://", "http://me:hidden-word@");
	const second = await build(["--layers", "--layers-trust", trusted], { DISKWRIGHT_LAYERS_REMOTE: secret });
	expect(second.warnings.filter(({ code }) => code === "layers-remote")).toEqual([]);
	expect(second.ran).toEqual(OUTSIDE);
	expect(second.cached).toEqual(INSIDE);
	expect(second.tree).toEqual(plain);
	const pem = readFileSync(keyFile, "utf8").split("\n")[1] as string;
	expect(first.kept + second.kept).not.toContain(pem);
	expect(second.kept).not.toContain("hidden-word");
	expect(second.kept).toContain("http://***@127.0.0.1");
	// The next build finds them here.
	server.requests.length = 0;
	expect((await build([...remote(), "--layers-trust", trusted])).cached).toEqual([...OUTSIDE, ...INSIDE]);
	expect(server.requests).toEqual([]);
	expect(hostState([shop.temporary])).toEqual(before);
});

const archives = () => [...server.files.keys()].filter((name) => name.endsWith(".zst"));

describe("the image is the same, with one warning that says what to do, where the folder", () => {
	const cases: readonly [string, () => readonly string[], RegExp][] = [
		[
			"is not there",
			() => ["--layers", "--layers-remote", "http://127.0.0.1:1/x", "--layers-trust", trusted],
			/cannot be reached/,
		],
		[
			"has damaged archives",
			() => {
				for (const name of archives()) server.files.set(name, Buffer.alloc(server.files.get(name)?.length ?? 0));
				return [...remote(), "--layers-key", keyFile, "--layers-push"];
			},
			/its digest is another one/,
		],
	];
	test.each(cases)("%s", async (_, args, why) => {
		const built = await build(args());
		expect(built.tree).toEqual(plain);
		const told = built.warnings.filter(({ code }) => code.startsWith("layer"));
		expect(told.map(({ message }) => message)).toEqual([expect.stringMatching(why)]);
		expect(told[0]?.hint).toBeTruthy();
		expect(built.ran).toEqual([...OUTSIDE, ...INSIDE]);
	});

	test("had damaged archives: they were written anew", async () => {
		const built = await build([...remote(), "--layers-trust", trusted]);
		expect(built.cached).toEqual(INSIDE);
		expect(built.tree).toEqual(plain);
	});
});

test("what stands on a file that is its reader's alone never leaves the machine", async () => {
	shop.write("home/mine", "private\n");
	hook("root.d/50-private", 'cat "$HOME/mine" >"$TARGET_ROOT/private"');
	hook("install.d/30-more", "echo more >>/private");
	server.files.clear();
	const push = [...remote(), "--layers-key", keyFile, "--layers-push"];
	const built = await build(push);
	expect(built.ran).toEqual([...OUTSIDE, "root/50-private", ...INSIDE, "install/30-more"]);
	expect([...server.files.keys()]).toEqual([]);
	const flags = ["--remote", server.url, "--key", keyFile];
	// Nor does what was made with a secret.
	for (const name of ["root.d/50-private", "install.d/30-more"]) rmSync(join(shop.folder, "elements/mine", name));
	await build(push, { MY_PASSWORD: "a-secret-word" });
	expect([...server.files.keys()]).toEqual([]);
	await build(["--layers"]);
	expect((await shop.diskwright(["cache", "push", ...flags])).stdout).toContain("put there: 2, there already: 0");
	expect((await shop.diskwright(["cache", "push", ...flags])).stdout).toContain("put there: 0, there already: 2");
});
