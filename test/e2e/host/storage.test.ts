import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processesNaming, until } from "../../support/host-state.js";
import type { Finished } from "../../support/run-program.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
});
afterEach(() => workshop.remove());

/** The command line of a build in a mount namespace that `setUp`, shell code, has prepared. */
const prepared = (setUp: string, argv: readonly string[]) => [
	...["unshare", "--mount", "--propagation", "private"],
	...["bash", "-euc", `${setUp}\nexec "$@"`, "bash", ...argv],
];

/** What every failure for want of space owes the user. */
function expectNamed({ code, stdout, stderr }: Finished, words: string | RegExp): void {
	const said = stdout + stderr;
	expect(code, said).toBe(3);
	expect(said).toMatch(words);
	expect(said).not.toMatch(/\n\s+at .*\d+:\d+|as if it was killed|report (it|this|what)|bug in diskwright/);
}

describe("a state folder that fills up while the build runs", () => {
	const loud = "#!/bin/bash\nyes 'a line of an endless log, long enough to be worth something' | head -c 300000000\n";

	test("fails the build at once, by name, however much a hook goes on to print", async () => {
		workshop.element("loud/cleanup.d/10-loud", loud);
		const built = await workshop.run(
			prepared("mkdir state; mount -t tmpfs -o size=6m none state", workshop.buildArgv(["loud"])),
		);
		expectNamed(
			built,
			/The logs of this build cannot be written to \S+\/state\/diskwright\/runs\/\S+: its file system is full/,
		);
		expect(built.seconds).toBeLessThan(30);
		expect(workshop.images()).toEqual([]);
	});

	test("and the run that ended so is listed as failed, with its reason", async () => {
		workshop.element("loud/cleanup.d/10-loud", loud);
		const script = `mkdir state; mount -t tmpfs -o size=6m none state
			"$@" >first 2>&1 || true
			set -- ${JSON.stringify(process.execPath)} ${JSON.stringify(join(import.meta.dirname, "../../../dist/bin/diskwright.js"))} runs list`;
		const listed = await workshop.run(prepared(script, workshop.buildArgv(["loud"])));
		expect(listed.stdout, listed.stderr).toMatch(/^\S+ {2}failed .* image\n\n1 run takes /);
	});
});

test("a second signal ends a build by force whose hooks and clean-up do not end", async () => {
	// A tool of the engine that never ends: it is not waited for.
	workshop.write(
		"bin/du",
		`#!/bin/bash\ntouch ${workshop.folder}/stuck\ntrap '' TERM INT HUP\nwhile :; do sleep 1; done\n`,
		0o755,
	);
	const [program = "", ...args] = workshop.buildArgv([]);
	const path = `${join(workshop.folder, "bin")}:${process.env.PATH}`;
	const child = spawn(program, args, {
		cwd: workshop.folder,
		env: { ...workshop.env, PATH: path },
		stdio: "ignore",
	});
	await until("the tool to hang", 60_000, () => readdirSync(workshop.folder).includes("stuck"));
	child.kill("SIGINT");
	const state = join(workshop.folder, "state/diskwright/runs");
	const events = () => readFileSync(join(state, readdirSync(state)[0] as string, "events.ndjson"), "utf8");
	await until("the build to be cancelled", 10_000, () => events().includes("build.cancelling"));
	const cancelled = performance.now();
	await until("signals to be no longer one", 10_000, () => performance.now() - cancelled > 1100);
	child.kill("SIGINT");
	expect((await once(child, "exit"))[0]).toBe(130);
	await until("all processes to end", 10_000, () => processesNaming(workshop.folder).length === 0);
	expect(statSync(join(workshop.folder, "stuck")).isFile()).toBe(true);
});

const tmpfs = (folder: string, options: string) => `mkdir -p ${folder}; mount -t tmpfs -o ${options} none ${folder};`;

describe("a folder that cannot take what a build writes is named before the build", () => {
	test.each([
		[
			"state of 28 KiB",
			tmpfs("state", "size=28k"),
			/state\/diskwright\/runs has \d+ KiB free, but the logs .* at least 1 MiB/,
		],
		["state of 32 KiB", tmpfs("state", "size=32k"), /has \d+ KiB free, but the logs/],
		[
			"state without inodes",
			tmpfs("state", "size=8m,nr_inodes=20"),
			/has \d+ free inodes, but the logs .* at least 64/,
		],
		["state that is read-only", tmpfs("state", "size=8m,ro"), /state\/diskwright\S* .*its file system is read-only/],
		["state that is a file", "touch state;", /state\S* .*(not a folder|a file of that name)/],
		["output without inodes", tmpfs("out", "size=400m,nr_inodes=10"), /out has \d+ free inodes, but the image/],
		["output of 100 MiB", tmpfs("out", "size=100m"), /out has \d+ MiB free, but the image .* at least 256 MiB/],
		[
			"TMPDIR that is read-only",
			`${tmpfs("tmp", "size=8m,ro")} export TMPDIR=$PWD/tmp;`,
			/tmp .*its file system is read-only/,
		],
		[
			"TMPDIR without inodes",
			`${tmpfs("tmp", "size=8m,nr_inodes=2")} export TMPDIR=$PWD/tmp;`,
			/tmp has \d free inodes?/,
		],
		["cache that is read-only", tmpfs("home/.cache", "size=8m,ro"), /\.cache\S* .*its file system is read-only/],
	] as const)("%s", async (_, setUp, words) => {
		expectNamed(await workshop.run(prepared(`mkdir -p out; ${setUp}`, workshop.buildArgv(["-o", "out/image"]))), words);
		expect(workshop.images()).toEqual([]);
	});
});

test("what the last build of an image took is what the next one needs, and is told before it begins", async () => {
	// 40 MiB that cannot be compressed away.
	workshop.element("large/extra-data.d/10-large", '#!/bin/bash\nhead -c 40M /dev/urandom >"$TMP_MOUNT_PATH/large"\n');
	const argv = workshop.buildArgv(["large", "-o", "out/image"]);
	const script = `${tmpfs("out", "size=270m")} "$@"; cp out/image.raw older.raw; head -c 190M /dev/zero >out/filler; "$@"`;
	const built = await workshop.run(prepared(script, argv));
	expectNamed(
		built,
		/out has \d+ MiB free, but the image will need at least (4|5|6)\d MiB, as much as the build \S+ wrote/,
	);
});

test.each(["raw", "dir", "tar"])(
	"an output folder that fills up while %s is written is named, and the older image stays",
	async (format) => {
		workshop.element("full/cleanup.d/90-fill", '#!/bin/bash\ncat /dev/zero >"$TEST_OUT/filler" 2>/dev/null || true\n');
		const setUp = `${tmpfs("out", "size=300m")} echo older >out/image.${format}; export TEST_OUT=$PWD/out; trap 'ls -A out' EXIT;`;
		const argv = workshop.buildArgv(["full", "-o", "out/image", "-t", format]);
		const script = `${setUp} "$@"; code=$?; cat out/image.${format}; exit $code`;
		const built = await workshop.run([
			"unshare",
			"--mount",
			"--propagation",
			"private",
			"bash",
			"-c",
			script,
			"bash",
			...argv,
		]);
		expectNamed(built, /out(\/\S+)? is full/);
		expect(built.stdout).toMatch(/^older$/m);
		expect(built.stdout).not.toMatch(/^\S+\.part$/m);
		expect(built.stdout + built.stderr).not.toMatch(/larger size/);
	},
);

test("an output that failed for want of space is tried again when there is room, and the build goes on from there", async () => {
	workshop.element(
		"full/cleanup.d/90-fill",
		'#!/bin/bash\necho once >>"$TEST_OUT/../ran"\ncat /dev/zero >"$TEST_OUT/filler" 2>/dev/null || true\n',
	);
	const argv = workshop.buildArgv(["full", "-o", "out/image", "--on-failure", "hold=5m"]);
	const runs = [process.execPath, join(import.meta.dirname, "../../../dist/bin/diskwright.js"), "runs"];
	const script = `${tmpfs("out", "size=300m")} echo older >out/image.raw; export TEST_OUT=$PWD/out
		"$@" >build.log 2>&1 & build=$!
		until grep -q paused build.log; do kill -0 $build || break; sleep 0.1; done
		cat out/image.raw
		rm out/filler
		${runs.map((word) => JSON.stringify(word)).join(" ")} retry
		code=0; wait $build || code=$?
		cat build.log; echo "ran $(wc -l <ran) times"; ls out; exit $code`;
	const built = await workshop.run(prepared(script, argv));
	expect(built.code, built.stdout + built.stderr).toBe(0);
	expect(built.stdout).toMatch(/^older$/m);
	expect(built.stdout).toMatch(/out(\/\S+)? is full/);
	expect(built.stdout).toMatch(/^ran 1 times$/m);
	expect(built.stdout).toMatch(/^image\.raw$/m);
	expect(built.stdout).toMatch(/^image-\S+\.raw$/m);
});

test("older images and downloads end at their bounds when a build ends", async () => {
	const old = workshop.write("cache/apt/debian/vim_9_amd64.deb", "x".repeat(2 << 20));
	const foreign = workshop.write("cache/thesis.tar.gz", "x".repeat(2 << 20));
	const long = new Date("2020-01-01T00:00:00Z");
	for (const file of [old, foreign]) utimesSync(file, long, long);
	const env = { DISKWRIGHT_CACHE_SIZE: "1MiB", DISKWRIGHT_KEEP_OLDER: "1" };
	for (let count = 0; count < 3; count += 1) {
		const { code, stdout, stderr } = await workshop.build(["--image-cache", "cache"], env);
		expect(code, stdout + stderr).toBe(0);
	}
	expect(workshop.images().filter((name) => name.endsWith(".raw"))).toEqual([
		expect.stringMatching(/^image-\S+\.raw$/),
		"image.raw",
	]);
	expect([existsSync(old), existsSync(foreign)]).toEqual([false, true]);
	const { stdout } = await workshop.diskwright(["doctor"], { DIB_IMAGE_CACHE: join(workshop.folder, "cache"), ...env });
	expect(stdout).toMatch(/runs +3 runs take \S+; the newest 200 of 90 days are kept, 2\.0G at most/);
	expect(stdout).toMatch(/downloads +0B of at most 1\.0M in \S+cache/);
	expect(stdout).toMatch(/older images +the newest one is kept/);
});
