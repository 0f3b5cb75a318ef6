import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostState, nothingStays } from "../../support/host-state.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

const BIN = resolve(import.meta.dirname, "../../../dist/bin");

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
	// What hooks see, and what the engine has made, is printed: the image need not be opened.
	workshop.element(
		"modes/install.d/50-modes",
		"#!/bin/bash\numask >/inside\nstat -c '%n %a' / /etc/resolv.conf /tmp/in_target.d /proc /inside\n",
	);
	workshop.element("modes/extra-data.d/50-outside", "#!/bin/bash\necho outside umask $(umask)\n");
});
afterEach(() => workshop.remove());

const built = async (line: string, env: NodeJS.ProcessEnv = {}) => {
	const argv = workshop.buildArgv(["modes", "--progress", "plain"]);
	const { code, stdout, stderr } = await workshop.run(["bash", "-c", line, "bash", ...argv], env);
	expect(code, stdout + stderr).toBe(0);
	expect(workshop.images()).toContain("image.raw");
	return stdout;
};

describe("the caller's umask", () => {
	test.each(["077", "027", "022", "002", "000"])(
		"%s has no say inside the image; hooks outside have it",
		async (umask) => {
			const output = await built(`umask ${umask}; exec "$@"`);
			for (const line of ["/ 755", "/etc/resolv.conf 644", "/inside 644"]) expect(output).toContain(line);
			expect(output).toContain(`outside umask 0${umask}`);
			const mode = Number.parseInt(
				execFileSync("stat", ["-c", "%a", join(workshop.folder, "image.raw")], { encoding: "utf8" }),
				8,
			);
			expect(mode).toBe(0o666 & ~Number.parseInt(umask, 8));
		},
	);
});

describe("builds, whatever surrounds them", () => {
	const clean = async (line: string, env?: NodeJS.ProcessEnv) => {
		const before = hostState([workshop.temporary, workshop.folder]);
		await built(line, env);
		await nothingStays(before, [workshop.temporary, workshop.folder]);
		expect(readdirSync(workshop.folder).filter((name) => name.includes("dib_build"))).toEqual([]);
	};

	test("a PATH without the folders of system tools, as cron gives it", () => clean('PATH=/usr/bin:/bin exec "$@"'));
	test("no PATH at all", () => clean('exec env -u PATH "$@"'));
	test("a PATH without any program", () => clean(`PATH=/nonexistent exec ${process.execPath} "\${@:2}"`));
	test("an empty PATH", () => clean(`PATH= exec ${process.execPath} "\${@:2}"`));
	test("no HOME", () => clean('exec env -u HOME "$@"'));
	test("a HOME that does not exist", () =>
		clean('exec env HOME=/nonexistent/home DIB_IMAGE_CACHE="$PWD/cache" DIB_LOCKFILES="$PWD/locks" "$@"'));
	test("a language that is not installed", () => clean('LANG=xx_YY.UTF-8 LC_ALL=xx_YY exec "$@"'));
	test("128 open files", () => clean('ulimit -n 128; exec "$@"'));
	test("low priority", () => clean('exec nice -n 19 "$@"'));
	test("closed streams", () => clean('"$@" <&- 2>&-'));

	test.each([
		"TMPDIR",
		"TMP_DIR",
		"DIB_IMAGE_CACHE",
		"DIB_LOCKFILES",
		"HOME",
		"XDG_STATE_HOME",
		"XDG_CONFIG_HOME",
		"XDG_DATA_HOME",
		"XDG_CACHE_HOME",
	])("%s as a link into a link", async (name) => {
		mkdirSync(join(workshop.folder, "real folder"));
		symlinkSync("real folder", join(workshop.folder, "first"));
		symlinkSync(join(workshop.folder, "first"), join(workshop.folder, "second"));
		const env = name === "TMP_DIR" ? { TMPDIR: undefined } : {};
		await clean('exec "$@"', { ...env, [name]: join(workshop.folder, "second") });
		expect(readdirSync(join(workshop.folder, "real folder")).filter((file) => file.startsWith("dib_build"))).toEqual(
			[],
		);
	});

	test.each(["tmp", "with blanks", "with\ttab", "ünï", "with,comma:colon"])(
		"TMPDIR named %j, relative",
		async (name) => {
			mkdirSync(join(workshop.folder, name));
			await clean('exec "$@"', { TMPDIR: name });
		},
	);

	test("the folder of the image, and of the elements, as links", async () => {
		mkdirSync(join(workshop.folder, "out"));
		symlinkSync("out", join(workshop.folder, "way"));
		symlinkSync("elements", join(workshop.folder, "mine"));
		const elements = [join(workshop.folder, "mine"), workshop.env.ELEMENTS_PATH].join(":");
		const argv = [...workshop.buildArgv(["modes"]), "-o", "way/image"];
		const { code, stderr } = await workshop.run(argv, { ELEMENTS_PATH: elements });
		expect(code, stderr).toBe(0);
		expect(readdirSync(join(workshop.folder, "out"))).toContain("image.raw");
	});
});

test("too few open files are told in one sentence", async () => {
	const argv = workshop.buildArgv([]);
	const { code, stderr } = await workshop.run(["bash", "-c", 'ulimit -n 64; exec "$@"', "bash", ...argv]);
	expect(stderr).toMatch(/^error: This process may have too few files open.*\n {2}Raise .*ulimit -n 1024\n$/);
	expect(code).toBe(3);
});

test.each([
	[4, 3, "The logs of this build cannot be written to"],
	[512, 1, "the hook 10-tiny-tree failed with status 153"],
])("files of at most %d KiB: the build ends with what could not be written", async (kibibytes, status, said) => {
	const argv = workshop.buildArgv(["modes", "--progress", "plain"]);
	const before = hostState([workshop.temporary, workshop.folder]);
	const { code, stdout, stderr } = await workshop.run([
		"bash",
		"-c",
		`ulimit -f ${kibibytes}; exec "$@"`,
		"bash",
		...argv,
	]);
	expect(code, stdout + stderr).toBe(status);
	expect(stdout + stderr).toContain(said);
	await nothingStays(before, [workshop.temporary, workshop.folder]);
	expect(workshop.images()).toEqual([]);
});

describe("in a folder that was deleted", () => {
	const gone = async (program: string, args: readonly string[]) => {
		mkdirSync(join(workshop.folder, "gone"), { recursive: true });
		const line = 'cd gone && rmdir ../gone && exec "$@"';
		return workshop.run(["bash", "-c", line, "bash", process.execPath, join(BIN, `${program}.js`), ...args]);
	};

	test.each([
		["diskwright", ["build", "debian-vm"], 2],
		["diskwright", ["plan", "debian-vm"], 2],
		["diskwright", ["explore"], 2],
		["diskwright", ["lint"], 2],
		["disk-image-create", ["vm"], 1],
		["diskimage-builder", ["images.yaml"], 1],
		["element-info", ["vm"], 1],
		["dib-lint", [], 1],
	] as const)("%s %j says so in one sentence", async (program, args, code) => {
		const finished = await gone(program, args);
		expect(finished.stderr).toMatch(/^error: The folder that you are in does not exist any more\n {2}→ .*\n$/);
		expect(finished.code).toBe(code);
	});

	test.each([
		["diskwright", ["--help"]],
		["diskwright", ["runs", "list"]],
		["disk-image-create", ["--version"]],
		["diskimage-builder", ["--help"]],
	] as const)("%s %j works", async (program, args) => {
		const finished = await gone(program, args);
		expect(finished.code, finished.stderr).toBe(0);
		expect(finished.stdout).not.toBe("");
	});

	test("doctor works", async () => {
		const finished = await gone("diskwright", ["doctor"]);
		expect(finished.stdout).toContain("image");
		expect(finished.stderr).toBe("");
	});
});

test("what the engine removes is not followed through a link, and a mount behind one is seen", async () => {
	const real = join(workshop.folder, "real");
	mkdirSync(real);
	symlinkSync("real", join(workshop.folder, "tmp-link"));
	workshop.element(
		"mounter/install.d/60-mount",
		"#!/bin/sh\nmkdir -p /mnt/kept\nmount -t tmpfs none /mnt/kept\ntouch /mnt/kept/file\n",
	);
	const { code, stdout, stderr } = await workshop.build(["mounter", "--progress", "plain"], {
		TMPDIR: join(workshop.folder, "tmp-link"),
	});
	expect(code, stdout + stderr).toBe(0);
	expect(readdirSync(real)).toEqual([]);
	expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(workshop.folder);
	rmSync(real, { recursive: true });
});
