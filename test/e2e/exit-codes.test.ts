import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reportError } from "../../src/cli/entry/report-error.js";
import { AS_NOBODY } from "../support/nobody.js";
import { openWorkshop, type Workshop } from "../support/tiny-build.js";

const ROOT = resolve(import.meta.dirname, "../..");
const BIN = join(ROOT, "dist/bin");

let workshop: Workshop;
beforeEach(() => {
	workshop = openWorkshop();
	workshop.element("fails-7/install.d/10-fail", "#!/bin/sh\nexit 7\n");
	workshop.element("fails-3/install.d/10-fail", "#!/bin/sh\nexit 3\n");
	workshop.element("sleeper/install.d/10-sleep", "#!/bin/sh\necho sleeping\nexec sleep 600\n");
	workshop.write("elements/hollow/element-provides", "operating-system\n");
});
afterEach(() => workshop.remove());

type Env = NodeJS.ProcessEnv;
const node = (program: string, args: readonly string[]) => [process.execPath, join(BIN, `${program}.js`), ...args];
const run = async (argv: readonly string[], env?: Env) => (await workshop.run(argv, env)).code;
const program = (name: string, args: readonly string[], env?: Env) => run(node(name, args), env);
const shell = (line: string, argv: readonly string[], env?: Env) => run(["bash", "-c", line, "bash", ...argv], env);
/** Node that takes itself for an older one. */
const OLD_NODE = {
	NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent('Object.defineProperty(process,"version",{value:"v18.20.8"})')}`,
};
const build = (...args: string[]) => run(workshop.buildArgv(args));
const DIB = ["-n", "-t", "raw", "-o", "image"];
const dib = (...args: string[]) => program("disk-image-create", [...DIB, ...args], { DIB_IMAGE_SIZE: "0.2" });

/** Sends TERM once the hook sleeps. */
async function cancelled(argv: readonly string[]): Promise<number | null> {
	const [command = "", ...args] = argv;
	const env = { ...workshop.env, DIB_IMAGE_SIZE: "0.2" };
	const child = spawn(command, args, { cwd: workshop.folder, env, stdio: ["ignore", "pipe", "inherit"] });
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		output += text;
		if (/sleeping$/m.test(output)) child.kill("SIGTERM");
	});
	return (await once(child, "exit"))[0] as number | null;
}

/** As a user who is not root, with these programs on PATH beside Node and the usual ones, and only them. */
async function asNobody(programs: Readonly<Record<string, string>>): Promise<number | null> {
	const folder = join(workshop.folder, "bin");
	mkdirSync(folder);
	for (const name of ["bash", "sh", "env", "qemu-img"]) symlinkSync(`/usr/bin/${name}`, join(folder, name));
	for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text, { mode: 0o755 });
	chmodSync(workshop.folder, 0o777);
	return run([...AS_NOBODY, "setsid", "--wait", "env", `PATH=${folder}`, ...workshop.buildArgv([])]);
}

const list = (name: string, ...elements: string[]) => {
	const entry = (element: string) =>
		`- imagename: ${element}\n  arch: amd64\n  types: [raw]\n  skip-base: true\n  elements: [tiny-os, ${element}]\n`;
	workshop.element("plain/install.d/10-plain", "#!/bin/sh\n");
	return workshop.write(name, elements.length === 0 ? "[]\n" : elements.map(entry).join(""));
};
const listed = async (name: readonly string[], ...elements: string[]) =>
	run([...name, list("list.yaml", ...elements)], { DIB_IMAGE_SIZE: "0.2" });
const DISKIMAGE_BUILDER = node("diskimage-builder", []);
const BUILD_LIST = node("diskwright", ["build-list"]);
const notBegun = async (name: readonly string[]) => {
	const code = await cancelled([...name, list("list.yaml", "sleeper", "plain")]);
	await expect(workshop.run(["ls"]).then(({ stdout }) => stdout)).resolves.not.toContain("plain.raw");
	return code;
};

/** Section → code → clause of the table → what provokes it; it returns the exit code. */
const CASES: Readonly<Record<string, Record<string, Record<string, () => Promise<number | null>>>>> = {
	diskwright: {
		"0": { Done: () => build() },
		"1": {
			"A hook failed, whatever its own status": async () => {
				expect(await build("fails-3")).toBe(1);
				return build("fails-7");
			},
			"an engine step failed": () =>
				program("diskwright", ["build", "-n", "-t", "raw", "-o", "image", "--size", "200MiB", "hollow"]),
			"`lint` found errors": () => {
				workshop.element("Bad Name/install.d/no-number", "#!/bin/sh\n", 0o644);
				return program("diskwright", ["lint", "--no-tools", "elements"]);
			},
			"`cache verify` found damaged layers, `cache import` took not all": () => {
				const [declared, key] = ["a".repeat(64), "b".repeat(64)];
				workshop.write(`cache/layers/v1/entries/aa/${declared}/${key}/record.json`, "{");
				mkdirSync(join(workshop.folder, "cache/layers/v1/tmp"));
				return program("diskwright", ["cache", "verify", "--folder", "cache"]);
			},
			"`verify-reproducible` found a difference": () => {
				workshop.element("restless/install.d/50-made", "#!/bin/sh\ndate +%N >/made\n");
				return program("diskwright", ["verify-reproducible", "-n", "-t", "tar", "tiny-os", "restless"]);
			},
			"`publish`, `build --publish`: the cloud did not take or keep the image, or holds another one": () =>
				build("--publish-to", "folder:/dev/null/images"),
			"`write`: the device failed or was taken out, holds something else than was written, or the image cannot be read":
				() => {
					workshop.write("broken.vmdk", "KDMV and nothing");
					return program("diskwright", ["write", "broken.vmdk", "/dev/loop0", "--yes"]);
				},
		},
		"2": {
			"command line": () => program("diskwright", ["build", "--no-such-flag"]),
			profile: () => {
				workshop.write("p.yaml", "version: 1\nelments: [tiny-os]\n");
				return program("diskwright", ["plan", "./p.yaml"]);
			},
			elements: () => build("no-such-element"),
			"disk layout": () => {
				workshop.write("disk.yaml", "- mkfs:\n    nonsense: [\n");
				return build("--layout", "disk.yaml");
			},
			"no terminal for the screens": () => program("diskwright", []),
			"a folder that was deleted": () =>
				shell('mkdir gone && cd gone && rmdir ../gone && exec "$@"', workshop.buildArgv([])),
			"`publish`: no such cloud, login or right, an image that must not be sent": () => {
				workshop.write("some.raw", "contents");
				return program("diskwright", ["publish", "some.raw", "--to", "glance:nowhere"]);
			},
			"`write`: a device that must not be written to, or nobody who said yes": () => {
				workshop.write("some.raw", "contents");
				return program("diskwright", ["write", "some.raw", "/dev/null", "--yes"]);
			},
		},
		"3": {
			"a tool": () => run([...workshop.buildArgv([]), "-t", "tgz"], { DIB_GZIP_BIN: "/no/such/gzip" }),
			root: () => asNobody({}),
			"sudo refuses": async () => {
				const refuses = "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n";
				const code = await asNobody({ sudo: refuses });
				const { stdout } = await workshop.diskwright(["runs", "list"]);
				expect(stdout).toContain("no runs yet");
				return code;
			},
			"a container without the rights that builds need": () =>
				run(["setpriv", "--bounding-set=-sys_admin", ...workshop.buildArgv([])]),
			space: () => {
				mkdirSync(join(workshop.folder, "small"));
				const line = 'mount -t tmpfs -o size=50m none small && TMPDIR=$PWD/small exec "$@"';
				return run(["unshare", "-m", "bash", "-c", line, "bash", ...workshop.buildArgv(["--no-tmpfs"])]);
			},
			"a mirror or a cloud that answers": async () => {
				const mirror = { DIB_DISTRIBUTION_MIRROR: "http://127.0.0.1:9/debian", DIB_RELEASE: "bookworm" };
				const cloud = {
					OS_AUTH_URL: "http://127.0.0.1:9/v3",
					OS_USERNAME: "ada",
					OS_PASSWORD: "b",
					OS_PROJECT_NAME: "c",
				};
				const image = workshop.write("some.raw", "contents");
				expect(await program("diskwright", ["publish", image, "--to", "glance"], cloud)).toBe(3);
				return program("diskwright", ["build", "-n", "-o", "image", "debian-minimal"], mirror);
			},
			"open files": () => shell('ulimit -n 64; exec "$@"', workshop.buildArgv([])),
			"a Node that is new enough": () => program("diskwright", ["plan"], OLD_NODE),
		},
		"4": {
			"The image was built but did not boot (`--boot-test`, `diskwright boot`)": () => {
				const disk = Buffer.alloc(1 << 20);
				disk.writeUInt16LE(0xaa55, 510);
				writeFileSync(join(workshop.folder, "empty.raw"), disk);
				return program("diskwright", ["boot", "--no-kvm", "--timeout", "3", "--arch", "amd64", "empty.raw"]);
			},
		},
		"70": { "A bug in diskwright": async () => reportError("diskwright", new Error("x"), { write: () => {} }) },
		"130": {
			"Cancelled by a user": async () => {
				const running = cancelledBy(["runs", "cancel"]);
				return running;
			},
			"by a signal: everything was cleaned up": async () => {
				const code = await cancelled(workshop.buildArgv(["sleeper", "--progress", "plain"]));
				expect(workshop.images()).toEqual([]);
				return code;
			},
		},
	},
	"disk-image-create, ramdisk-image-create": {
		"0": {
			Done: () => dib("tiny-os"),
			"after `-h`": () => program("ramdisk-image-create", ["-h"]),
			"after `--version`": () => program("disk-image-create", ["--version"]),
		},
		"1": {
			"Wrong command line": () => dib("--no-such-option", "tiny-os"),
			"unknown elements": () => dib("tiny-os", "no-such-element"),
			"conflicting elements": () => {
				workshop.write("elements/other-os/element-provides", "operating-system\n");
				return dib("tiny-os", "other-os");
			},
			"a missing tool": () =>
				program("disk-image-create", [...DIB, "-t", "tgz", "tiny-os"], { DIB_GZIP_BIN: "/no/such/gzip" }),
			"an old Node": () => program("disk-image-create", ["-h"], OLD_NODE),
			"a failed engine step": () => dib("hollow"),
		},
		"70": { "A bug in diskwright": async () => reportError("disk-image-create", new Error("x"), { write: () => {} }) },
		"130": { Cancelled: () => cancelled(node("disk-image-create", [...DIB, "tiny-os", "sleeper"])) },
		other: {
			"The status of the hook that failed, unchanged": async () => {
				expect(await dib("tiny-os", "fails-7")).toBe(7);
				expect(await dib("tiny-os", "fails-3")).toBe(3);
				return Number.NaN;
			},
		},
	},
	"diskimage-builder": {
		"0": {
			"Every image was built": () => listed(DISKIMAGE_BUILDER, "plain"),
			"there is none": () => listed(DISKIMAGE_BUILDER),
		},
		"1": {
			"An image failed": () => listed(DISKIMAGE_BUILDER, "fails-7", "plain"),
			"a list cannot be read": () => run([...DISKIMAGE_BUILDER, "no-such.yaml"]),
		},
		"2": { "Wrong command line": () => run([...DISKIMAGE_BUILDER, "--no-such-flag"]) },
		"130": { "Cancelled: the images after it were not begun": () => notBegun(DISKIMAGE_BUILDER) },
	},
	"diskwright build-list": {
		"0": { "Every image was built": () => listed(BUILD_LIST, "plain") },
		"1": { "An image failed": () => listed(BUILD_LIST, "fails-7") },
		"2": {
			"Wrong command line": () => run(BUILD_LIST),
			"a list cannot be read": () => run([...BUILD_LIST, "no-such.yaml"]),
		},
		"130": { "Cancelled: the images after it were not begun": () => notBegun(BUILD_LIST) },
	},
	"dib-block-device": {
		"0": { Done: () => program("dib-block-device", ["--help"]) },
		"1": { "Every error": () => program("dib-block-device", ["--params", "no-such.yaml", "getval", "root-label"]) },
		"2": { "Wrong command line": () => program("dib-block-device", ["no-such-command"]) },
	},
	"dib-lint": {
		"0": { "No errors": () => program("dib-lint", [], { ELEMENTS_DIR: join(ROOT, "elements") }) },
		"1": {
			Errors: () => {
				workshop.write("bad/broken/element-deps", "b\na\n");
				return program("dib-lint", [], { ELEMENTS_DIR: join(workshop.folder, "bad") });
			},
		},
		"2": { "Wrong command line": () => program("dib-lint", ["--no-such-flag"]) },
	},
	"element-info": {
		"0": { Done: () => program("element-info", ["tiny-os"]) },
		"1": { "Every error of resolution": () => program("element-info", ["no-such-element"]) },
		"2": { "Wrong command line": () => program("element-info", []) },
	},
};

/** Starts a build and ends it by another program. */
async function cancelledBy(args: readonly string[]): Promise<number | null> {
	const [command = "", ...rest] = workshop.buildArgv(["sleeper", "--progress", "plain"]);
	const child = spawn(command, rest, { cwd: workshop.folder, env: workshop.env, stdio: ["ignore", "pipe", "inherit"] });
	let asked = false;
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		output += text;
		if (asked || !/sleeping$/m.test(output)) return;
		asked = true;
		void workshop.diskwright(args);
	});
	return (await once(child, "exit"))[0] as number | null;
}

/** The tables of the page: section → code → its clauses, without what introduces them. */
function tables(): Map<string, Map<string, string[]>> {
	const page = readFileSync(join(ROOT, "docs/exit-codes.md"), "utf8");
	return new Map(
		page
			.split(/^## /m)
			.slice(1)
			.map((section) => {
				const title = section.slice(0, section.indexOf("\n"));
				const rows = [...section.matchAll(/^\| (\d+|other) \| (.+?) \|/gm)];
				const clauses = (text: string) =>
					text.replace(/^The (?:request is wrong|host lacks something): /, "").split("; ");
				return [title, new Map(rows.map(([, code = "", text = ""]) => [code, clauses(text)]))];
			}),
	);
}

test("every clause of every table has a case here, and no case is without one", () => {
	const provoked = Object.entries(CASES).map(([title, codes]) => [
		title,
		Object.entries(codes).map(([code, cases]) => [code, Object.keys(cases)]),
	]);
	expect(provoked).toEqual([...tables()].map(([title, codes]) => [title, [...codes]]));
});

describe.each(Object.entries(CASES))("%s", (_title, codes) => {
	describe.each(Object.entries(codes))("%s", (code, cases) => {
		test.each(Object.entries(cases))("%s", async (_clause, provoke) => {
			expect(await provoke()).toBe(code === "other" ? Number.NaN : Number(code));
		});
	});
});
