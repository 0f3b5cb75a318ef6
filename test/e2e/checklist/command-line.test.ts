import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { PHASES, whereRuns } from "../../../src/core/hooks/phases.js";
import { type Probe, probeBuild } from "../../support/probe.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

/** One build of the tiny operating system, looked at from inside its hooks. */
let workshop: Workshop;
let probe: Probe;
const caller = {
	CALLER_PLAIN: "plain",
	CALLER_ODD: ' "two words"\nand $a line\\',
	CALLER_EMPTY: "",
	TOKEN_OF_CALLER: "a token",
};

beforeAll(async () => {
	workshop = openWorkshop();
	mkdirSync(join(workshop.folder, "out"));
	workshop.element(
		"functions/extra-data.d/10-functions",
		`#!/bin/bash
set -eu
eval declare -A elements=($(get_image_element_array))
for name in "\${!elements[@]}"; do echo "$name \${elements[$name]}"; done >"$PROBE/elements"
(die "the reason of die") >"$PROBE/die" && exit 1
sudo -E "$DIB_PYTHON_EXEC" -c 'from diskimage_builder import logging_config; logging_config.setup(); print("python works")' >"$PROBE/python"
`,
	);
	const args = ["-x", "-o", "out/probe.raw", "says-packages", "-t", "raw", "-x", "-p", "a,b", "functions", "-p", "c"];
	probe = await probeBuild(workshop, args, caller);
});
afterAll(() => workshop.remove());

/** A build that ends in its first hook: enough for what the command line does before. */
const failing = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
	workshop.element("ends/root.d/00-ends", "#!/bin/bash\necho the hook was here\nexit 9\n");
	return workshop.diskImageCreate(["-n", "-t", "raw", "tiny-os", "ends", ...args], env);
};

const inEveryPhase = (look: (env: Readonly<Record<string, string>>, phase: (typeof PHASES)[number]) => unknown) =>
	Object.fromEntries(PHASES.map((phase) => [phase, look(probe.at(phase).env, phase)]));
const everywhere = (value: unknown) => Object.fromEntries(PHASES.map((phase) => [phase, value]));

test("15.1 options and elements may be interleaved; unknown options exit 1 without side effects", async () => {
	expect(probe.log).toContain("Building elements: tiny-os says-packages functions probe\n");
	const home = join(workshop.folder, "empty-home");
	mkdirSync(home);
	const before = readdirSync(workshop.folder);
	const env = { HOME: home, XDG_STATE_HOME: join(home, "state"), TMPDIR: home };
	const refused = await workshop.diskImageCreate(["tiny-os", "-o", "never", "--no-such-option"], env);
	expect(refused).toMatchObject({
		code: 1,
		stdout: "",
		stderr: "disk-image-create: unrecognized option '--no-such-option'\n  → disk-image-create --help\n",
	});
	expect([readdirSync(home), readdirSync(workshop.folder)]).toEqual([[], before]);
});

test("15.2 no element: exit 1 with the upstream message", async () => {
	const refused = await workshop.diskImageCreate(["-n"]);
	expect(refused.code).toBe(1);
	expect(refused.stdout + refused.stderr).toContain(
		"ERROR: At least one distribution root element must be specified\n",
	);
});

test("15.3 -x -x yields DIB_DEBUG_TRACE=2 in hooks; an inherited value is incremented", async () => {
	expect(inEveryPhase((env) => env.DIB_DEBUG_TRACE)).toEqual(everywhere("2"));
	workshop.element("trace/root.d/00-trace", '#!/bin/bash\necho "trace is $DIB_DEBUG_TRACE"\nexit 9\n');
	const traced = await workshop.diskImageCreate(["-n", "-x", "-t", "raw", "tiny-os", "trace"], {
		DIB_DEBUG_TRACE: "4",
	});
	expect(traced.stdout).toContain("trace is 5\n");
});

test("15.4 -p a,b -p c installs a, b, c with one call after install, before post-install", () => {
	const said = probe.log.split("\n").flatMap((line) => /(probe at \S+|packages: .*)$/.exec(line)?.[1] ?? []);
	const at = said.indexOf("probe at install");
	expect(said.slice(at, at + 3)).toEqual(["probe at install", "packages: a b c", "probe at post-install"]);
	expect(said.filter((line) => line.startsWith("packages:"))).toHaveLength(1);
});

test("15.5 -o foo.raw alone produces foo.raw; with two types the suffix is kept", async () => {
	expect(readdirSync(join(workshop.folder, "out"))).toContain("probe.raw");
	const built = await workshop.diskImageCreate(["-n", "-o", "two.qcow2", "-t", "raw,qcow2", "tiny-os"]);
	expect(built.code, built.stdout + built.stderr).toBe(0);
	const made = readdirSync(workshop.folder).filter((name) => /^two.*(raw|qcow2)$/.test(name));
	expect(made.sort()).toEqual(["two.qcow2.qcow2", "two.qcow2.raw"]);
});

test("15.6 -n removes exactly base from the request", async () => {
	workshop.element("base/README.rst", "====\nbase\n====\nStands in for the real one.\n", 0o644);
	workshop.element("ends/root.d/00-ends", "#!/bin/bash\nexit 9\n");
	const request = async (args: readonly string[]) => {
		const { stdout } = await workshop.diskImageCreate([...args, "-t", "raw", "tiny-os", "ends"]);
		return /Building elements: (.*)/.exec(stdout)?.[1];
	};
	expect(await request([])).toBe("base tiny-os ends");
	expect(await request(["-n"])).toBe("tiny-os ends");
});

test("15.7 --logfile silences stdout except its first line; DIB_QUIET=0 restores it; the file always has time stamps", async () => {
	const stamped = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \| /;
	const silent = await failing(["--logfile", "build.log"], { DIB_NO_TIMESTAMP: "1" });
	expect(silent.stdout).toBe("Output logs going to: build.log\n");
	const file = () => readFileSync(join(workshop.folder, "build.log"), "utf8").trimEnd().split("\n");
	expect(file().join("\n")).toContain("the hook was here");
	expect(file().filter((line) => !stamped.test(line))).toEqual([]);
	const lines = file().length;
	const loud = await failing(["--logfile", "build.log"], { DIB_NO_TIMESTAMP: "1", DIB_QUIET: "0" });
	expect(loud.stdout).toMatch(/^Output logs going to: build.log\n/);
	expect(loud.stdout).toMatch(/^the hook was here$/m);
	expect(file().length, "it is appended to").toBeGreaterThan(lines);
});

test("15.8 outside hooks see the complete caller environment, the invoking directory and the caller's uid", () => {
	for (const phase of PHASES.filter((each) => whereRuns(each) === "host")) {
		const { env, cwd, uid } = probe.at(phase);
		expect(env, phase).toMatchObject(caller);
		expect([cwd, uid], phase).toEqual([workshop.folder, process.getuid?.()]);
	}
});

test("15.9 LC_ALL=C in every hook", () => {
	expect(inEveryPhase((env) => env.LC_ALL)).toEqual(everywhere("C"));
});

test("15.10 IMAGE_NAME reaches hooks unchanged after suffix stripping, relative paths stay relative", () => {
	expect(inEveryPhase((env) => env.IMAGE_NAME)).toEqual(everywhere("out/probe"));
});

test("15.11 the folders, _LIB, ARCH and DIB_IMAGE_CACHE are set in all phases", () => {
	const { TMP_BUILD_DIR: build, _LIB: library } = probe.at("root").env;
	expect(existsSync(join(library as string, "img-functions"))).toBe(true);
	const { stdout } = spawnSync("dpkg", ["--print-architecture"], { encoding: "utf8" });
	const wanted = {
		// Elements cut what follows the last dot out of these paths.
		TMP_BUILD_DIR: expect.stringMatching(/^\/.*\/dib_build\.[^./]+$/),
		TMP_MOUNT_PATH: `${build}/mnt`,
		TMP_HOOKS_PATH: `${build}/hooks`,
		_LIB: library,
		ARCH: stdout.trim(),
		DIB_IMAGE_CACHE: join(workshop.folder, "home/.cache/image-create"),
	};
	for (const phase of PHASES) expect(probe.at(phase).env, phase).toMatchObject(wanted);
});

test("15.12 TARGET_ROOT is set in root and cleanup", () => {
	const mount = probe.at("root").env.TMP_MOUNT_PATH;
	expect(inEveryPhase((env) => env.TARGET_ROOT)).toEqual({ ...everywhere(undefined), root: mount, cleanup: mount });
});

test("15.13 DIB_OFFLINE is always defined", () => {
	expect(inEveryPhase((env) => env.DIB_OFFLINE)).toEqual(everywhere(""));
});

test("15.14 select_boot_kernel_initrd works under set -eu out of $_LIB and sets KERNEL, RAMDISK, BOOTDIR", () => {
	const root = join(workshop.folder, "debian");
	const script = `mkdir -p "$1/etc" "$1/boot"; touch "$1/etc/debian_version" "$1/boot/vmlinuz-6.1" "$1/boot/initrd.img-6.1"
source "$_LIB/img-functions"; select_boot_kernel_initrd "$1"; echo "$KERNEL $RAMDISK $BOOTDIR"`;
	const { stdout, stderr } = spawnSync("bash", ["-euc", script, "bash", root], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH, _LIB: probe.at("cleanup").env._LIB },
	});
	expect(stderr).toBe("");
	expect(stdout).toBe(`vmlinuz-6.1 initrd.img-6.1 ${root}/boot\n`);
});

test("15.15 die is callable in outside hooks", () => {
	expect(probe.outside("die")).toBe("the reason of die\n");
});

test("15.16 eval declare -A x=($(get_image_element_array)) maps names to existing paths", () => {
	const lines = probe.outside("elements").trimEnd().split("\n").sort();
	expect(lines.map((line) => line.split(" ")[0])).toEqual(["functions", "probe", "says-packages", "tiny-os"]);
	for (const line of lines) expect(existsSync(line.split(" ")[1] as string), line).toBe(true);
});

test("15.17 IMAGE_ELEMENT_YAML parses as a map with the same keys", () => {
	const pairs = Object.entries(parse(probe.at("install").env.IMAGE_ELEMENT_YAML as string));
	const lines = probe.outside("elements").trimEnd().split("\n").sort();
	expect(pairs.map(([name, path]) => `${name} ${path}`)).toEqual(lines);
});

test("15.18 $DIB_PYTHON_EXEC imports logging_config under sudo -E", () => {
	expect(probe.outside("python")).toBe("python works\n");
});
