import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { hostState } from "../../support/host-state.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";
import { treeOfArchive } from "../../support/tree-of-archive.js";

let shop: Workshop;
let before: ReturnType<typeof hostState>;
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);
const data = (name: string, text: string, mode = 0o644) => shop.element(`mine/static/${name}`, text, mode);
const host = (name: string, text: string) => shop.write(`host/${name}`, text);

/** Hooks that do to a tree what layers have to bring back, and that read everything there is to read. */
function writeElement() {
	hook("root.d/30-tree", 'cat "$HOST/word" >"$TARGET_ROOT/word"; ls "$HOST/list" >"$TARGET_ROOT/list"');
	hook(
		"root.d/35-looks",
		'for one in flag other; do if [ -e "$HOST/$one" ]; then echo "$one" >>"$TARGET_ROOT/looked"; fi; done',
	);
	hook(
		"root.d/36-settings",
		'source "$HOST/settings" 2>/dev/null || true; echo "${WORD:-none}" >"$TARGET_ROOT/settings"',
	);
	hook("root.d/60-state", 'cat "$HOST/note" >"$TMP_BUILD_DIR/state"; echo state >"$TARGET_ROOT/state"');
	hook("root.d/65-reads", 'cat "$TMP_BUILD_DIR/state" >"$TARGET_ROOT/note"');
	hook("extra-data.d/50-data", 'cat "$TMP_BUILD_DIR/state" "$HOST/extra" >"$TMP_HOOKS_PATH/generated"');
	hook("pre-install.d/10-early", "echo early >/early; rm /etc/hostname; chmod 711 /");
	hook("install.d/10-links", "echo one >/a; ln /a /b; mkdir -p /d/sub; echo x >/d/sub/f; ln -s /a /link");
	hook("install.d/20-more", "echo two >>/b; mv /d /moved; rm -r /moved/sub; mkdir /moved/sub; echo y >/moved/sub/g");
	hook("install.d/30-data", "cat /tmp/in_target.d/static/read >/read; stat -c %a /tmp/in_target.d/static/read >/mode");
	hook("install.d/40-tests", "if [ -e /tmp/in_target.d/static/flag ]; then echo flag >/flag; fi");
	hook("install.d/45-looks", "if [ -e /tmp/in_target.d/post-install.d/60-last ]; then echo last >/last; fi");
	hook("install.d/50-snippet", 'echo "$FROM_SNIPPET" >/snippet; readlink /tmp/in_target.d/static/link >/link-target');
	hook("install.d/60-generated", "cat /tmp/in_target.d/generated >/generated");
	hook("post-install.d/40-name", 'echo "$IMAGE_NAME" >/name');
	hook("post-install.d/50-late", "cat /a /read /early >/late; chown 12:34 /late; chmod 4755 /late");
	shop.element("mine/environment.d/50-mine", "export FROM_SNIPPET=one\n", 0o644);
	data("read", "data\n");
	data("unread", "data\n");
	symlinkSync("read", join(shop.folder, "elements/mine/static/link"));
	host("word", "word\n");
	host("extra", "extra\n");
	host("note", "note\n");
	host("list/a", "");
}

interface Built {
	readonly tree: string[];
	/** All hooks, those that ran, and those of which a layer was taken. */
	readonly hooks: string[];
	readonly ran: string[];
	readonly cached: string[];
	/** Why a hook ran, by its task. */
	readonly causes: Readonly<Record<string, string>>;
	readonly warnings: string[];
}

async function build(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Built> {
	const again = args.includes("--layers") ? ["--again"] : [];
	const image = args.includes("-o") ? args[args.indexOf("-o") + 1] : "image";
	const named = args.includes("-o") ? [] : ["-o", "image"];
	const built = await shop.diskwright(["build", "-n", "-t", "tar", "tiny-os", "mine", ...named, ...args, ...again], {
		PATH: `${join(shop.folder, "bin")}:${process.env.PATH}`,
		HOST: join(shop.folder, "host"),
		MY_WORD: "one",
		...env,
	});
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const id = /^build (\S+):/.exec(built.stdout)?.[1] ?? "";
	const text = readFileSync(join(shop.folder, "state/diskwright/runs", id, "events.ndjson"), "utf8");
	const events = text
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as BuildEvent);
	const isHook = (task: string) => /\/\d/.test(task) && !task.startsWith("output/");
	const ended = (...outcomes: readonly string[]) =>
		events.flatMap((event) =>
			event.type === "task.finished" && outcomes.includes(event.outcome) && isHook(event.task) ? [event.task] : [],
		);
	const causes = events.flatMap((event) =>
		event.type === "task.started" && event.cause !== undefined ? [[event.task, event.cause]] : [],
	);
	return {
		tree: treeOfArchive(join(shop.folder, `${image}.tar`)),
		hooks: ended("ok", "cached"),
		ran: ended("ok"),
		cached: ended("cached"),
		causes: Object.fromEntries(causes),
		warnings: events.flatMap((event) => (event.type === "warning" ? [event.code] : [])),
	};
}

const ALL = [
	...[
		"root/10-tiny-tree",
		"root/30-tree",
		"root/35-looks",
		"root/36-settings",
		"root/60-state",
		"root/65-reads",
		"extra-data/50-data",
		"pre-install/10-early",
	],
	...[
		"install/10-links",
		"install/20-more",
		"install/30-data",
		"install/40-tests",
		"install/45-looks",
		"install/50-snippet",
	],
	...["install/60-generated", "post-install/40-name", "post-install/50-late"],
];
/** They change what lies outside the image, so no layer takes their place. */
const ALWAYS = ["root/60-state", "extra-data/50-data"];

beforeAll(() => {
	shop = openWorkshop();
	writeElement();
});
afterAll(() => shop.remove());
beforeEach(() => {
	before = hostState([shop.temporary]);
});

test("a second build takes the layers of all hooks that only change the image, and its tree is that of a build without layers", async () => {
	const plain = await build([]);
	expect(plain.ran).toEqual(ALL);
	const first = await build(["--layers"]);
	expect(first.ran).toEqual(ALL);
	expect(first.warnings).toEqual(plain.warnings);
	expect(first.causes["install/10-links"]).toBe("no layer of it is kept");
	expect(first.tree).toEqual(plain.tree);
	// What comes into a home while a hook runs, which may have looked for it, would make the hook run again.
	expect(existsSync(join(shop.folder, "config/diskwright"))).toBe(true);
	const second = await build(["--layers"]);
	expect(second.ran).toEqual(ALWAYS);
	expect(second.cached).toEqual(ALL.filter((task) => !ALWAYS.includes(task)));
	expect(second.tree).toEqual(plain.tree);
	expect(hostState([shop.temporary])).toEqual(before);
});

test("where the folder for temporary files is on a disk, layers are kept and taken too", async () => {
	const first = await build(["--layers", "--no-cache", "--no-tmpfs"]);
	expect(first.ran).toEqual(ALL);
	expect(first.warnings).not.toContain("no-layers");
	const second = await build(["--layers", "--no-tmpfs"]);
	expect(second.ran).toEqual(ALWAYS);
	expect(second.tree).toEqual(first.tree);
	expect(hostState([shop.temporary])).toEqual(before);
});

test("copies of downloads are gone before the disk is made", async () => {
	shop.element(
		"fetch/root.d/40-fetch",
		'#!/bin/bash\nmkdir -p "$TMP_BUILD_DIR/downloads"; echo deb >"$TMP_BUILD_DIR/downloads/deb"\n',
	);
	for (const phase of ["post-root", "block-device"])
		shop.element(`fetch/${phase}.d/50-look`, `#!/bin/bash\nls "$TMP_BUILD_DIR" >"$HOST/in-${phase}"\n`);
	await build(["fetch"]);
	const seen = (phase: string) => readFileSync(join(shop.folder, "host", `in-${phase}`), "utf8").split("\n");
	expect(seen("post-root")).toContain("downloads");
	expect(seen("block-device")).not.toContain("downloads");
});

test("all hooks run again with --no-cache, and those from one task on with --no-cache-from", async () => {
	const all = await build(["--layers", "--no-cache"]);
	expect(all.ran).toEqual(ALL);
	const some = await build(["--layers", "--no-cache-from", "install/50-snippet"]);
	expect(some.ran).toEqual([...ALWAYS, ...ALL.slice(ALL.indexOf("install/50-snippet"))]);
	expect(some.causes["install/50-snippet"]).toContain("--no-cache");
	expect(some.tree).toEqual(all.tree);
});

test("a file in the home that a hook reads from the second build on changes nothing of what stands on what it leaves", async () => {
	const keep = 'if [ -e "$HOME/kept" ]; then cat "$HOME/kept" >/dev/null; else echo kept >"$HOME/kept"; fi';
	hook("root.d/60-state", `cat "$HOST/note" >"$TMP_BUILD_DIR/state"; echo state >"$TARGET_ROOT/state"; ${keep}`);
	await build(["--layers"]);
	const second = await build(["--layers"]);
	expect(second.ran).toEqual(ALWAYS);
});

interface Edit {
	readonly what: string;
	readonly edit: () => unknown;
	readonly env?: NodeJS.ProcessEnv;
	readonly args?: readonly string[];
	/** The first hook that runs because of it, besides those that always do; none when undefined. */
	readonly from: string | undefined;
	/** The first that need not run, because what it stands on came out the same. */
	readonly until?: string;
	/** The edit after which the image was the same, so that it need not be built without layers once more. */
	readonly like?: string;
	/** The others that run, where names in the image are as before; all after it unless given. */
	readonly also?: readonly string[];
	readonly cause?: RegExp;
}

/** Hooks outside the image, of which nobody sees what they read of its tree. */
const ROOT = ["root/35-looks", "root/36-settings", "root/65-reads"];
/** What it renames a folder with is moved along unseen. */
const MOVES = "install/20-more";

const EDITS: readonly Edit[] = [
	{
		what: "a program of the host that a hook outside would find",
		edit: () => shop.write("bin/my-tool", "#!/bin/sh\n", 0o755),
		from: ALL[0],
		until: "pre-install/10-early",
		cause: /^host programs in .*\/bin: /,
	},
	{
		what: "a hook",
		edit: () => hook("install.d/20-more", "echo three >>/b; mv /d /moved; echo z >/moved/sub/f"),
		from: "install/20-more",
		cause: /^hook install\.d\/20-more: /,
	},
	{
		what: "a data file that a hook reads",
		edit: () => data("read", "other\n"),
		from: "install/30-data",
		also: ["post-install/50-late"],
		cause: /^content of static\/read: /,
	},
	{
		what: "a data file that nobody reads",
		edit: () => data("unread", "other\n"),
		from: undefined,
		like: "a data file that a hook reads",
	},
	{
		what: "a new file that a hook only looks for",
		edit: () => data("flag", "x"),
		from: ALL[0],
		cause: /^hooks tree static\/flag is new/,
	},
	{
		what: "that file gone",
		edit: () => rmSync(join(shop.folder, "elements/mine/static/flag")),
		from: undefined,
		like: "a data file that a hook reads",
	},
	{
		what: "the mode of a data file",
		edit: () => chmodSync(join(shop.folder, "elements/mine/static/read"), 0o600),
		from: ALL[0],
		cause: /^hooks tree static\/read: 0644 → 0600$/,
	},
	{
		what: "where a link leads",
		edit: () => {
			rmSync(join(shop.folder, "elements/mine/static/link"));
			symlinkSync("unread", join(shop.folder, "elements/mine/static/link"));
		},
		from: ALL[0],
	},
	{
		what: "a variable",
		edit: () => {},
		env: { MY_WORD: "two" },
		from: ALL[0],
		cause: /^environment MY_WORD: one → two/,
	},
	{
		what: "the number of a job, which no hook tells",
		edit: () => {},
		env: { GITHUB_RUN_ID: "2" },
		from: undefined,
		like: "where a link leads",
	},
	{
		what: "a snippet",
		edit: () => shop.element("mine/environment.d/50-mine", "export FROM_SNIPPET=two\n", 0o644),
		from: ALL[0],
		cause: /^environment FROM_SNIPPET: /,
	},
	{
		what: "a file of the host that a hook outside reads",
		edit: () => host("word", "other\n"),
		from: "root/30-tree",
		also: [...ROOT, MOVES],
		cause: /^host file .*\/host\/word: /,
	},
	{
		what: "a folder of the host that a hook outside lists",
		edit: () => host("list/b", ""),
		from: "root/30-tree",
		also: [...ROOT, MOVES],
		cause: /^host folder .*\/host\/list: /,
	},
	{
		what: "a file of the host that a hook outside only looks for",
		edit: () => host("flag", "x"),
		from: "root/35-looks",
		cause: /^host path .*\/host\/flag: gone → file 0644/,
	},
	{
		what: "that file of the host gone",
		edit: () => rmSync(join(shop.folder, "host/flag")),
		from: undefined,
		like: "a folder of the host that a hook outside lists",
	},
	{
		what: "a file of the host that a hook outside would read if it were there",
		edit: () => host("settings", "WORD=there\n"),
		from: "root/36-settings",
		also: ["root/65-reads", MOVES],
		cause: /^host path .*\/host\/settings: gone → file/,
	},
	{
		what: "what the image is called, which one hook tells",
		edit: () => {},
		args: ["-o", "other"],
		from: "post-install/40-name",
		also: [],
	},
	{
		what: "what a hook of extra-data brings into the hooks",
		edit: () => host("extra", "other\n"),
		from: "install/60-generated",
		also: [],
		cause: /^content of generated: /,
	},
	{
		what: "what a hook outside leaves in the build's folder for another one",
		edit: () => host("note", "other\n"),
		from: "root/65-reads",
		also: [MOVES, "install/60-generated"],
		cause: /^left in the build's folder: state: /,
	},
	{
		what: "a new hook in the middle",
		edit: () => hook("install.d/25-new", "echo new >/new"),
		from: "install/25-new",
		cause: /^no layer of it is kept/,
	},
	{
		what: "a new hook that another one looks for",
		edit: () => hook("post-install.d/60-last", "true"),
		from: "install/45-looks",
		cause: /^hooks that it could look for: /,
	},
	{
		what: "that hook gone",
		edit: () => rmSync(join(shop.folder, "elements/mine/post-install.d/60-last")),
		from: undefined,
		like: "a new hook in the middle",
	},
	{ what: "nothing", edit: () => {}, from: undefined, like: "a new hook in the middle" },
];

describe("after an edit the tree is that of a build without layers, and the hooks that could have read it run again", () => {
	const trees = new Map<string, readonly string[]>();

	test.each(EDITS)("$what", async ({ what, edit, env = {}, args = [], from, until, also, like, cause }) => {
		edit();
		const layered = await build(["--layers", ...args], env);
		const tree = like === undefined ? (await build(args, env)).tree : trees.get(like);
		expect(layered.tree).toEqual(tree);
		trees.set(what, layered.tree);
		const all = layered.hooks;
		const end = until === undefined ? all.length : all.indexOf(until);
		const expected = from === undefined ? [] : [from, ...(also ?? all.slice(all.indexOf(from), end))];
		expect(layered.ran).toEqual(all.filter((task) => ALWAYS.includes(task) || expected.includes(task)));
		if (cause && from) expect(layered.causes[from]).toMatch(cause);
	});
});

test("why tells the first thing that was not as before, for all hooks that ran and in full for one", async () => {
	data("read", "for why\n");
	await build(["--layers"]);
	const all = (await shop.diskwright(["why"])).stdout.split("\n");
	expect(all.find((line) => line.startsWith("install/30-data "))).toMatch(/ {2}content of static\/read: .* → /);
	expect(all.find((line) => line.startsWith("post-install/50-late "))).toMatch(/ {2}image file \/read: .* → /);
	expect(all.find((line) => line.startsWith("extra-data/50-data "))).toMatch(/ {2}hooks of extra-data\.d bring/);
	expect(all.at(-2)).toMatch(/^\d+ hooks taken from layers, \d+ ran$/);
	const one = (await shop.diskwright(["why", "install/30-data"])).stdout;
	expect(one).toMatch(
		/^install\/30-data: content of static\/read: [^\n]+\n {2}content of static\/read\n {4}before {2}[0-9a-f]{64}\n {4}now {5}[0-9a-f]{64}\n/,
	);
	const taken = await shop.diskwright(["why", "install/10-links", "--against", "latest"]);
	expect(taken.stdout).toBe("install/10-links: its layer was taken\n");
	const unknown = await shop.diskwright(["why", "install/30-dat"]);
	expect(unknown.code).toBe(2);
	expect(unknown.stderr).toContain("Did you mean install/30-data");
	await build([]);
	const without = await shop.diskwright(["why"]);
	expect(without).toMatchObject({ code: 0, stdout: expect.stringContaining("without layers") });
	expect((await shop.diskwright(["why", "--against", "latest"])).code).not.toBe(0);
});

describe("what cannot be seen is not kept", () => {
	const isStale = async (edit: () => unknown) => {
		await build(["--layers"]);
		edit();
		const layered = await build(["--layers"]);
		const plain = await build([]);
		expect(layered.tree).toEqual(plain.tree);
		return layered;
	};

	test("a hook inside the image that could read a folder of the host, because another hook has mounted it there", async () => {
		host("shown/file", "one\n");
		hook("root.d/70-mount", 'mkdir -p "$TARGET_ROOT/shown"; mount --bind "$HOST/shown" "$TARGET_ROOT/shown"');
		hook("install.d/70-shown", "cat /shown/file >/seen");
		const { causes, ran } = await isStale(() => host("shown/file", "two\n"));
		expect(ran).toContain("root/70-mount");
		expect(causes["install/70-shown"]).toContain("/shown");
		for (const name of ["root.d/70-mount", "install.d/70-shown"]) rmSync(join(shop.folder, "elements/mine", name));
	});

	test("what comes after a hook that leaves a process behind", async () => {
		hook("install.d/15-daemon", "(sleep 2; echo late >/from-daemon) >/dev/null 2>&1 &");
		const { ran } = await isStale(() => {});
		expect(ran).toContain("install/15-daemon");
		expect(ran).toContain("post-install/50-late");
		rmSync(join(shop.folder, "elements/mine/install.d/15-daemon"));
	});

	test("a hook whose failure is passed over", async () => {
		shop.element("mine/environment.d/99-careless", "set +e\n", 0o644);
		hook("install.d/16-fails", "echo half >/half; exit 3");
		const { ran } = await isStale(() => {});
		expect(ran).toContain("install/16-fails");
		rmSync(join(shop.folder, "elements/mine/install.d/16-fails"));
		rmSync(join(shop.folder, "elements/mine/environment.d/99-careless"));
	});
});

test("a damaged layer is made again", async () => {
	await build(["--layers"]);
	const entries = join(shop.folder, "home/.cache/image-create/layers/v1/entries");
	let damaged = 0;
	for (const path of readdirSync(entries, { recursive: true, encoding: "utf8" })) {
		if (!path.endsWith("/tree/late")) continue;
		rmSync(join(entries, path));
		damaged += 1;
	}
	expect(damaged).toBeGreaterThan(0);
	const layered = await build(["--layers"]);
	expect(layered.ran).toEqual([...ALWAYS, "post-install/50-late"].filter((task) => layered.ran.includes(task)));
	expect(layered.causes["post-install/50-late"]).toContain("cannot be used");
	expect(layered.tree).toEqual((await build([])).tree);
});

test("where there can be no layers the build runs all hooks and says why", async () => {
	const cache = join(shop.folder, "elsewhere");
	mkdirSync(cache);
	writeFileSync(join(cache, "layers"), "not a folder");
	const built = await build(["--layers", "--image-cache", cache]);
	expect(built.cached).toEqual([]);
	expect(built.warnings).toContain("no-layers");
});
