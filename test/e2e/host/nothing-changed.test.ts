import {
	chmodSync,
	closeSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planCommand } from "../../../src/cli/commands/plan.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

const PACKAGE = resolve(import.meta.dirname, "../../..");
const VERSION = (JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { version: string }).version;

let shop: Workshop;
const at = (path: string) => join(shop.folder, path);
const mine = (path: string) => at(`elements/mine/${path}`);
const hook = (name: string, text: string) => shop.element(`mine/${name}`, `#!/bin/bash\nset -eu\n${text}\n`);

/** What hooks and snippets outside the image read of the host, and options that count. */
const ARGS = ["own.yaml", "-n", "-t", "tar", "-o", "image"];
const environment = (): Record<string, string> => ({
	...(shop.env as Record<string, string>),
	HOST: at("host"),
	WORD: "one",
	KEY_FILE: at("host/key"),
	MY_PASSWORD: "hush-hush",
});

beforeAll(async () => {
	shop = openWorkshop();
	hook("root.d/30-reads", 'cat "$HOST/read" >"$TARGET_ROOT/read"; ls "$HOST/list" >"$TARGET_ROOT/list"');
	hook("root.d/40-looks", 'if [ -e "$HOST/flag" ]; then echo flag >"$TARGET_ROOT/flag"; fi');
	hook("extra-data.d/40-looks", 'if [ -e "$HOST/extra-flag" ]; then echo flag >"$TMP_HOOKS_PATH/flag"; fi');
	hook("cleanup.d/30-reads", 'cat "$HOST/late" >/dev/null; if [ -e "$HOST/late-flag" ]; then echo late; fi');
	hook("install.d/40-inside", "cat /tmp/in_target.d/static/page >/page");
	shop.element(
		"mine/environment.d/50-mine",
		'if [ -r "$HOST/snippet" ]; then export FROM_HOST=$(cat "$HOST/snippet"); fi\n[ ! -e "$HOST/snippet-flag" ] || export FLAG=1\n',
		0o644,
	);
	shop.element("mine/static/page", "page\n", 0o644);
	symlinkSync("page", mine("static/link"));
	for (const name of ["read", "late", "snippet", "key", "list/a"]) shop.write(`host/${name}`, `${name}\n`);
	// Named like an element, before the one that is taken; and one of that name behind it.
	mkdirSync(at("first"));
	shop.write("tools/qemu-img", "#!/bin/sh\nexit 0\n", 0o755);
	shop.write("own.yaml", "version: 1\nelements: [tiny-os, mine]\nlayers: true\n");
	shop.env.ELEMENTS_PATH = `${at("first")}:${shop.env.ELEMENTS_PATH}`;
	const built = await shop.diskwright(["build", ...ARGS], environment());
	expect(built.code, built.stdout + built.stderr).toBe(0);
});
afterAll(() => shop.remove());

/** What `diskwright plan` says of the layers; asked inside this process, which takes a tenth of the time. */
async function told(args: readonly string[] = [], env: Record<string, string> = {}): Promise<string> {
	const stdout = new PassThrough();
	const context = {
		...{ env: { ...environment(), ...env }, cwd: shop.folder, stdout, stderr: new PassThrough() },
		...{ packageRoot: PACKAGE, version: VERSION },
	};
	const all = [...ARGS, ...args];
	await planCommand(context, ["plan", ...all])
		.exitOverride()
		.parseAsync(all, { from: "user" });
	return /\nLayers\n((?: {2}.*\n)+)/.exec(String(stdout.read()))?.[1] ?? "";
}
const UNCHANGED = "nothing has changed since the build";

/** Changes a file so that a reader would notice, and gives back what undoes it. */
function rewrite(path: string, text: string): () => void {
	const before = readFileSync(path);
	const { mode, atime, mtime } = statSync(path);
	writeFileSync(path, text);
	return () => {
		writeFileSync(path, before, { mode });
		utimesSync(path, atime, mtime);
	};
}

interface Change {
	readonly what: string;
	/** Returns what undoes it. */
	readonly make?: () => (() => void) | undefined;
	readonly args?: readonly string[];
	readonly env?: Record<string, string>;
}

const add =
	(path: () => string, text = "") =>
	() => {
		mkdirSync(join(path(), ".."), { recursive: true });
		writeFileSync(path(), text);
		return () => rmSync(path());
	};

const CHANGES: readonly Change[] = [
	{ what: "a hook", make: () => rewrite(mine("install.d/40-inside"), "#!/bin/bash\n") },
	{ what: "a file that no hook reads", make: () => rewrite(mine("static/page"), "other\n") },
	{ what: "a new file of an element", make: add(() => mine("static/new")) },
	{ what: "a new hook", make: add(() => mine("install.d/50-new"), "#!/bin/bash\n") },
	{
		what: "a file less",
		make: () => {
			renameSync(mine("static/page"), at("away"));
			return () => renameSync(at("away"), mine("static/page"));
		},
	},
	{
		what: "a mode",
		make: () => {
			chmodSync(mine("static/page"), 0o600);
			return () => chmodSync(mine("static/page"), 0o644);
		},
	},
	{
		what: "where a link leads",
		make: () => {
			rmSync(mine("static/link"));
			symlinkSync("other", mine("static/link"));
			return () => {
				rmSync(mine("static/link"));
				symlinkSync("page", mine("static/link"));
			};
		},
	},
	{ what: "a snippet", make: () => rewrite(mine("environment.d/50-mine"), "export FROM_HOST=other\n") },
	{
		what: "an element of the same name before it",
		make: () => {
			add(() => at("first/mine/install.d/60-first"), "#!/bin/bash\n")();
			return () => rmSync(at("first/mine"), { recursive: true });
		},
	},
	{ what: "another element", args: ["--element", "probe"] },
	{
		what: "what the profile says",
		make: () => rewrite(at("own.yaml"), "version: 1\nelements: [tiny-os, mine]\nlayers: true\nvariables: {X: y}\n"),
	},
	{ what: "a variable", env: { WORD: "two" } },
	{ what: "a new variable", env: { NEW_WORD: "" } },
	{ what: "a file that a variable names", make: () => rewrite(at("host/key"), "other\n") },
	{ what: "a file of the host that a hook outside reads", make: () => rewrite(at("host/read"), "other\n") },
	{ what: "one that a hook after the root tree reads", make: () => rewrite(at("host/late"), "other\n") },
	{ what: "one that a snippet reads", make: () => rewrite(at("host/snippet"), "other\n") },
	{ what: "a file of the host that a hook outside only looks for", make: add(() => at("host/flag")) },
	{ what: "one that a hook of extra-data only looks for", make: add(() => at("host/extra-flag")) },
	{ what: "one that a hook after the root tree only looks for", make: add(() => at("host/late-flag")) },
	{ what: "one that a snippet only looks for", make: add(() => at("host/snippet-flag")) },
	{ what: "a folder of the host that was listed", make: add(() => at("host/list/b")) },
	{ what: "an output format", args: ["-t", "tgz"] },
	{ what: "another name", args: ["-o", "other"] },
	{ what: "a size", args: ["--size", "1GiB"] },
	{ what: "a checksum", args: ["--checksum", "md5"] },
	{ what: "packages", args: ["-p", "vim"] },
	{ what: "a tool of the host", env: { PATH: "tools" }, args: ["-t", "qcow2"] },
	{
		what: "an output that is gone",
		make: () => {
			renameSync(at("image.tar"), at("away"));
			return () => renameSync(at("away"), at("image.tar"));
		},
	},
];

describe("a build with layers has nothing to do until something has changed", () => {
	test("then it leaves the images as they are, says so in a line with the way to build all the same, and makes no run", async () => {
		const before = statSync(at("image.tar"), { bigint: true });
		const runs = readdirSync(at("state/diskwright/runs"));
		expect(await told()).toContain(UNCHANGED);
		const again = await shop.diskwright(["build", ...ARGS], environment());
		expect(again.stdout).toMatch(
			/^Nothing has changed since the build \S+, \S+ ago: image\.tar in \S+ stands as it was made\. --again builds it all the same\.\n$/,
		);
		expect(again).toMatchObject({ code: 0, stderr: expect.not.stringContaining("error") });
		expect(statSync(at("image.tar"), { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
		expect(readdirSync(at("state/diskwright/runs"))).toEqual(runs);
		expect(await told()).toContain(UNCHANGED);
	});

	test("no secret is in what is kept for that, which nobody else can read", () => {
		for (const run of readdirSync(at("state/diskwright/runs"))) {
			for (const name of readdirSync(at(`state/diskwright/runs/${run}`)).filter((file) =>
				/^(built-|hooks)/.test(file),
			)) {
				const file = at(`state/diskwright/runs/${run}/${name}`);
				expect(statSync(file).mode & 0o077).toBe(0);
				expect(readFileSync(file, "utf8")).toContain("MY_PASSWORD");
				expect(readFileSync(file, "utf8")).not.toContain("hush-hush");
			}
		}
	});

	test.each(CHANGES)("$what", async ({ make, args = [], env = {} }) => {
		const undo = make?.();
		const path: Record<string, string> = env.PATH === undefined ? {} : { PATH: `${at(env.PATH)}:${shop.env.PATH}` };
		try {
			expect(await told(args, { ...env, ...path })).not.toContain(UNCHANGED);
		} finally {
			undo?.();
		}
		if (undo) expect(await told()).toMatch(/nothing has changed|host f/);
	});

	test("what makes no difference to an image is no change", async () => {
		utimesSync(mine("static/page"), 1, 1);
		expect(await told(["--layers"], { TERM: "other", SSH_TTY: "/dev/pts/9" })).toContain(UNCHANGED);
		expect(await told(["--no-cache"])).not.toContain(UNCHANGED);
	});

	test("an output that was written to counts by its time, and by its content where it is read in full", async () => {
		writeFileSync(at("times"), "");
		await shop.run(["touch", "-r", at("image.tar"), at("times")]);
		const image = openSync(at("image.tar"), "r+");
		writeSync(image, "X", 100);
		closeSync(image);
		expect(await told()).toContain("image.tar is not as the build has left it");
		await shop.run(["touch", "-r", at("times"), at("image.tar")]);
		expect(await told()).toContain(UNCHANGED);
		const verified = await shop.diskwright(["build", ...ARGS, "--verify"], environment());
		expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining("Build completed") });
		const again = await shop.diskwright(["build", ...ARGS, "--verify"], environment());
		expect(again.stdout).toContain("Nothing has changed");
		const json = await shop.diskwright(["build", ...ARGS, "--progress", "ndjson"], environment());
		expect(json.code).toBe(0);
	});
});
