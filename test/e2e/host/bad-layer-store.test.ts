import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { hostState } from "../../support/host-state.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
let plain: readonly string[];
let before: ReturnType<typeof hostState>;
const BUILD = ["build", "-n", "-t", "tar", "-o", "image", "tiny-os", "mine"];
const HOOKS = ["root/10-tiny-tree", "install/10-one", "install/20-two"];
/** Of the builds, unless a test has one of its own. */
const cache = () => join(shop.folder, "home/.cache/image-create");
const store = (folder = cache()) => join(folder, "layers/v1");
/** Node, and diskwright for it. */
const program = () => shop.buildArgv([]).slice(0, 2);
/** A store with layers of all hooks, never used itself. */
const whole = () => join(shop.folder, "whole");

function eventsOf(stdout: string): BuildEvent[] {
	const id = /^build (\S+):/.exec(stdout)?.[1] ?? "";
	const text = readFileSync(join(shop.folder, "state/diskwright/runs", id, "events.ndjson"), "utf8");
	return text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
}

/** Builds with layers, in a mount namespace where `prepare`, shell code, has been run; the image has to be the right one. */
async function build(args: readonly string[] = [], prepare = "true") {
	rmSync(join(shop.folder, "image.tar"), { force: true });
	const argv = [...program(), ...BUILD, "--layers", ...args];
	const inside = ["unshare", "--mount", "bash", "-euc", `${prepare}\nexec "$@"`, "bash", ...argv];
	const built = await shop.run(prepare === "true" ? argv : inside);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	expect(treeOfArchive(join(shop.folder, "image.tar"))).toEqual(plain);
	const events = eventsOf(built.stdout);
	const ended = (outcome: string) =>
		events.flatMap((event) =>
			event.type === "task.finished" && event.outcome === outcome && HOOKS.includes(event.task) ? [event.task] : [],
		);
	const warnings = events.flatMap((event) => (event.type === "warning" ? [event.message] : []));
	expect(warnings.length, warnings.join("\n")).toBeLessThanOrEqual(1);
	return { ran: ended("ok"), cached: ended("cached"), warning: warnings[0] ?? "" };
}

/** What is in the store, of a kind. */
const parts = (name: string): string[] =>
	readdirSync(join(store(), "entries"), { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(`/${name}`) && !/\/tree\//.test(path))
		.map((path) => join(store(), "entries", path));
const each = (name: string, change: (path: string, index: number) => unknown) => {
	const found = parts(name);
	expect(found).toHaveLength(HOOKS.length);
	for (const [index, path] of found.sort().entries()) change(path, index);
};
const edit = (path: string, from: RegExp, to: string) =>
	writeFileSync(path, readFileSync(path, "utf8").replace(from, to), { mode: 0o600 });

beforeAll(async () => {
	shop = openWorkshop();
	shop.element("mine/install.d/10-one", "#!/bin/bash\nset -eu\necho one >/one; ln /one /two; chown 12:34 /one\n");
	shop.element("mine/install.d/20-two", "#!/bin/bash\nset -eu\nrm /etc/hostname; echo two >>/one; mkdir /folder\n");
	const built = await shop.diskwright(BUILD);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	plain = treeOfArchive(join(shop.folder, "image.tar"));
	expect((await build()).ran).toEqual(HOOKS);
	await shop.run(["cp", "-a", join(cache(), "layers"), whole()]);
});
afterAll(() => shop.remove());
beforeEach(async () => {
	rmSync(join(cache(), "layers"), { recursive: true, force: true });
	mkdirSync(cache(), { recursive: true });
	// Links, owners and devices included.
	await shop.run(["cp", "-a", whole(), join(cache(), "layers")]);
	before = hostState([shop.temporary]);
});

const AGO = String(Date.now() - 90 * 86_400_000);
const LATER = String(Date.now() + 90 * 86_400_000);

describe("the image is right where of the layers", () => {
	const cases: readonly [string, () => unknown, { readonly ran: readonly string[]; readonly warning?: RegExp }][] = [
		[
			"one tree has lost a file, one inventory is cut, another one gone",
			() => {
				each(
					"tree",
					(path, index) => index === 0 && rmSync(join(path, readdirSync(path)[0] ?? ""), { recursive: true }),
				);
				each("inventory", (path, index) => index === 1 && truncateSync(path, 40));
				each("inventory", (path, index) => index === 2 && rmSync(path));
			},
			{ ran: HOOKS },
		],
		[
			"one record is cut, one empty, and one was written by a newer diskwright",
			() => {
				each("record.json", (path, index) => index === 0 && truncateSync(path, 40));
				each("record.json", (path, index) => index === 1 && truncateSync(path));
				each("record.json", (path, index) => index === 2 && edit(path, /"format":1/, '"format":2'));
			},
			{ ran: HOOKS },
		],
		[
			"some were made later than now, and the others long ago: the clock was set back or has jumped",
			() => each("record.json", (path, index) => edit(path, /"made":\d+/, `"made":${index === 0 ? LATER : AGO}`)),
			{ ran: HOOKS },
		],
		[
			"explanations are garbage, the folder is open to all, and a newer diskwright has a store beside it",
			() => {
				for (const name of readdirSync(join(store(), "last"))) writeFileSync(join(store(), "last", name), "{");
				chmodSync(join(cache(), "layers"), 0o777);
				mkdirSync(join(cache(), "layers/v2/entries"), { recursive: true });
				writeFileSync(join(cache(), "layers/v2/entries/x"), "x");
			},
			{ ran: [] },
		],
		[
			"the folder leads elsewhere",
			() => {
				rmSync(join(cache(), "layers"), { recursive: true });
				symlinkSync(whole(), join(cache(), "layers"));
			},
			{ ran: HOOKS, warning: /is not a folder/ },
		],
	];
	test.each(cases)("%s", async (_, change, { ran, warning }) => {
		change();
		const built = await build();
		expect(built.ran).toEqual(ran);
		if (warning) expect(built.warning).toMatch(warning);
		else expect(built.warning).toBe("");
		const other = join(cache(), "layers/v2/entries");
		if (existsSync(other)) expect(readdirSync(other)).toEqual(["x"]);
		expect(readdirSync(whole()), "nothing is written through a link").toEqual(["v1"]);
	});
});

describe("the image is right, and one warning says why no layers are kept, where the file system of the layers", () => {
	// Ones of their own, in a namespace of the build's, so that nothing of the host's is filled.
	const own = (options: string) => `mkdir -p m/layers; mount -t tmpfs -o mode=700,${options} tmpfs m/layers`;
	const cases: readonly [string, () => string, RegExp][] = [
		[
			"was made read-only since",
			() => `mount --bind ${cache()}/layers m/layers; mount -o remount,ro,bind m/layers`,
			/There are no layers/,
		],
		["is full soon", () => own("size=400k"), /A layer cannot be kept/],
		["has few inodes", () => own("nr_inodes=40"), /A layer cannot be kept/],
	];
	test.each(cases)("%s", async (_, prepare, why) => {
		mkdirSync(join(shop.folder, "m/layers"), { recursive: true });
		const built = await build(["--image-cache", join(shop.folder, "m")], prepare());
		expect(built.ran).toEqual(HOOKS);
		expect(built.warning).toMatch(why);
	});
});

test("a build goes on while all layers are pruned, again and again", async () => {
	let ended = false;
	const built = build().finally(() => {
		ended = true;
	});
	let times = 0;
	while (!ended) {
		const pruned = await shop.diskwright(["cache", "prune", "--all"]);
		expect(pruned.code, pruned.stderr).toBe(0);
		times += 1;
	}
	expect((await built).warning).toBe("");
	expect(times).toBeGreaterThan(0);
});

test("a build goes on when its store is removed in the middle", async () => {
	rmSync(join(cache(), "layers"), { recursive: true });
	shop.element("mine/root.d/50-removes", `#!/bin/bash\nset -eu\nrm -rf "${cache()}/layers"\n`);
	const built = await build();
	rmSync(join(shop.folder, "elements/mine/root.d"), { recursive: true });
	expect(built.warning).toMatch(/A layer cannot be kept/);
	expect(built.ran).toEqual(HOOKS);
});

test("a build that is killed while it keeps a layer leaves the next one nothing false", async () => {
	rmSync(join(cache(), "layers"), { recursive: true });
	const [node = "", ...args] = [...program(), ...BUILD, "--layers"];
	const child = spawn(node, args, { cwd: shop.folder, env: shop.env, detached: true, stdio: "ignore" });
	const exited = once(child, "exit");
	const isKeeping = () => {
		const tmp = join(store(), "tmp");
		return existsSync(tmp) && readdirSync(tmp).some((name) => existsSync(join(tmp, name, "entry/tree")));
	};
	await expect.poll(isKeeping, { interval: 1, timeout: 60_000 }).toBe(true);
	process.kill(-(child.pid as number), "SIGKILL");
	await exited;
	expect((await build()).ran).not.toEqual([]);
	expect((await build()).ran).toEqual([]);
	expect((await shop.diskwright(["cache", "verify"])).stdout).toContain("damaged: 0");
	expect(statSync(store()).isDirectory()).toBe(true);
	expect(hostState([shop.temporary])).toEqual(before);
});
