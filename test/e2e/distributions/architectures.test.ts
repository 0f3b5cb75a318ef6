import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openExt } from "../../engine/disk/inspect-image.js";
import { childrenOf, hostState, nothingStays, processesNaming, until } from "../../support/host-state.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

const DISKWRIGHT = join(import.meta.dirname, "../../../dist/bin/diskwright.js");

let workshop: Workshop;

/** Debian's bash and busybox, linked statically, as a whole operating system: two packages are downloaded, none is run. */
beforeAll(() => {
	workshop = openWorkshop();
	const { element } = workshop;
	element("two-programs/element-provides", "operating-system\n", 0o644);
	element(
		"two-programs/element.yaml",
		`title: bash and busybox
category: operating-system
operating-system:
  distribution: debian
  releases: [{name: bookworm}]
  architectures: [arm64, armhf, i386]
  mirrors: [debian]
`,
		0o644,
	);
	element(
		"two-programs/root.d/10-two-programs",
		`#!/bin/bash
set -eu
set -o pipefail
mmdebstrap --mode=root --variant=extract --architectures="$ARCH" --include=bash-static,busybox-static \\
    --skip=check/qemu,check/empty,output/dev --aptopt='Acquire::Check-Valid-Until "false"' \\
    bookworm "$TARGET_ROOT" "$DIB_DISTRIBUTION_MIRROR" </dev/null
ln -s bash-static "$TARGET_ROOT/bin/bash"
mkdir -p "$TARGET_ROOT"/{dev,etc,proc,root,sys,tmp,usr/bin,usr/sbin,var/log}
chroot "$TARGET_ROOT" /bin/busybox --install -s
`,
	);
	element("two-programs/install.d/50-who-runs", '#!/bin/bash\nset -eu\nuname -m >/etc/machine\necho "$0" >/etc/name\n');
	element("fails/install.d/60-fails", "#!/bin/bash\nexit 3\n");
	element("sleeps/install.d/60-sleeps", "#!/bin/bash\necho sleeping in the image\nsleep 600\n");
});
afterAll(() => workshop.remove());

const RELEASE = { DIB_RELEASE: "bookworm" };
const build = (architecture: string, ...more: string[]) => [
	...["build", "-n", "-a", architecture, "-t", "raw", "-o", `image-${architecture}`, "--size", "200MiB"],
	...["--progress", "plain", "two-programs", ...more],
];

/** What every process of this host finds in the kernel's table of interpreters. */
const table = () => {
	const show = "mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc && ls /proc/sys/fs/binfmt_misc";
	return execFileSync("unshare", ["--mount", "sh", "-c", show], { encoding: "utf8" });
};

test.each([
	["arm64", "aarch64"],
	["armhf", "armv7l"],
])("%s programs run on this host, in this build alone", async (architecture, machine) => {
	const before = { host: hostState([workshop.temporary]), table: table() };
	const { code, stdout, stderr } = await workshop.diskwright(build(architecture), RELEASE);
	expect(code, stdout.slice(-3000) + stderr).toBe(0);
	const { read } = openExt(join(workshop.folder, `image-${architecture}.raw`), { start: 0, bytes: 0 });
	expect(read("/etc/machine")).toBe(`${machine}\n`);
	expect(read("/etc/name")).toBe("/tmp/in_target.d/install.d/50-who-runs\n");
	expect(table()).toEqual(before.table);
	await nothingStays(before.host, [workshop.temporary]);
});

test("i386 programs run by themselves", async () => {
	const { code, stdout, stderr } = await workshop.diskwright(build("i386"), { ...RELEASE, PATH: withoutEmulators() });
	expect(code, stdout.slice(-3000) + stderr).toBe(0);
	const image = join(workshop.folder, "image-i386.raw");
	const { read } = openExt(image, { start: 0, bytes: 0 });
	expect(read("/etc/machine")).toMatch(/^(x86_64|i686)\n$/);
	const bash = join(workshop.folder, "bash-i386");
	execFileSync("debugfs", ["-R", `dump /bin/bash-static ${bash}`, image], { stdio: "ignore" });
	expect(execFileSync("od", ["-An", "-tx1", "-j4", "-N1", bash], { encoding: "utf8" })).toBe(" 01\n");
});

/** Starts a build for arm64 and waits until it has said something. */
async function startUntil(said: string, ...args: string[]) {
	const cli = spawn(process.execPath, [DISKWRIGHT, ...build("arm64", ...args)], {
		cwd: workshop.folder,
		env: { ...workshop.env, ...RELEASE },
		stdio: ["ignore", "pipe", "inherit"],
	});
	let text = "";
	cli.stdout.setEncoding("utf8").on("data", (piece: string) => {
		text += piece;
	});
	const ended = new Promise((resolve) => cli.once("close", resolve));
	await until(said, 120_000, () => text.includes(said));
	return { pid: cli.pid as number, ended };
}

test("a shell in a held build runs the image's programs, too", async () => {
	const { ended } = await startUntil("paused", "fails", "--on-failure", "hold");
	const shell = spawnSync(process.execPath, [DISKWRIGHT, "runs", "shell", "latest"], {
		...{ cwd: workshop.folder, env: workshop.env, input: "busybox uname -m\n", encoding: "utf8" },
	});
	await workshop.diskwright(["runs", "stop", "latest"]);
	await ended;
	expect(shell.stdout, shell.stderr).toContain("aarch64");
});

test("kill -9 of the sandbox takes emulator and table along", async () => {
	const before = { host: hostState([workshop.temporary]), table: table() };
	const { pid, ended } = await startUntil("sleeping in the image", "sleeps");
	expect(processesNaming(workshop.folder).length).toBeGreaterThan(3);
	process.kill(childrenOf(pid)[0] as number, "SIGKILL");
	await ended;
	await until("all processes to end", 20_000, () => processesNaming(workshop.folder).length === 0);
	await workshop.diskwright(["runs", "prune"]);
	expect(table()).toEqual(before.table);
	await nothingStays(before.host, [workshop.temporary]);
});

test("a missing emulator is said before the build, with the cure", async () => {
	const { code, stderr } = await workshop.diskwright(build("arm64"), { ...RELEASE, PATH: withoutEmulators() });
	expect(stderr).toContain("missing: qemu-aarch64-static (needed for running the programs of arm64 images)");
	expect(stderr).toContain("apt-get install -y --no-install-recommends qemu-user-static");
	expect(code).toBe(3);
	const { stdout } = await workshop.diskwright(["doctor"], { PATH: withoutEmulators() });
	expect(stdout).toMatch(/! arm64 +qemu-aarch64-static is not installed\n +→ apt-get install .* qemu-user-static/);
	expect(stdout).toMatch(/✔ i386 +amd64 processors run it/);
});

/** A PATH on which everything is but qemu-user. */
function withoutEmulators(): string {
	const folder = join(workshop.folder, "programs");
	if (!readdirSync(workshop.folder).includes("programs")) {
		mkdirSync(folder);
		for (const name of readdirSync("/usr/bin")) {
			if (!/^qemu-.*-static$/.test(name)) symlinkSync(join("/usr/bin", name), join(folder, name));
		}
	}
	return `${folder}:/usr/sbin`;
}
