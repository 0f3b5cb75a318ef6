import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { AS_NOBODY } from "../../support/nobody.js";
import type { Finished } from "../../support/run-program.js";
import { openWorkshop, type Workshop } from "../../support/tiny-build.js";

let workshop: Workshop;
let before: ReturnType<typeof hostState>;
beforeEach(() => {
	workshop = openWorkshop();
	before = hostState([workshop.temporary]);
});
afterEach(() => workshop.remove());

/** The build was refused: exit code, a message that says all of `parts`, no stack trace, and nothing left behind. */
function refused(finished: Finished, code: number, ...parts: (string | RegExp)[]): void {
	const said = finished.stdout + finished.stderr;
	for (const part of parts) expect(said).toMatch(part);
	expect(finished.code, said).toBe(code);
	expect(said).not.toMatch(/\n\s+at .*\.(js|ts):\d+/);
	expect(said).toContain("→");
	expect(workshop.images()).toEqual([]);
	expect(hostState([workshop.temporary])).toEqual(before);
}

describe("what is wrong is said before the build", () => {
	test("an unknown element, with the nearest name", async () => {
		refused(await workshop.build(["tiny-oss"]), 2, "no element 'tiny-oss'", "Did you mean tiny-os?");
		refused(
			await workshop.run([process.execPath, program("disk-image-create"), "-n", "tiny-oss"]),
			1,
			"Element 'tiny-oss' not found",
			"Did you mean tiny-os?",
		);
	});

	test("a missing folder in the elements path", async () => {
		refused(await workshop.build([], { ELEMENTS_PATH: "/nonexistent" }), 2, "'/nonexistent' is not a directory");
	});

	test("malformed YAML in a profile, with line and column", async () => {
		workshop.write("p.yaml", "version: 1\nname: x\nelements: [tiny-os\nfoo: 1\n");
		refused(await workshop.diskwright(["build", "./p.yaml"]), 2, "not valid YAML", "p.yaml:4:1");
	});

	test("an unknown key in a profile, with the nearest one", async () => {
		workshop.write("p.yaml", "version: 1\nname: x\nelements: [tiny-os]\nelemnts: 1\n");
		refused(await workshop.diskwright(["build", "./p.yaml"]), 2, "Unknown key 'elemnts'", "p.yaml:4:1", "elements?");
	});

	test("malformed YAML in a block device configuration", async () => {
		workshop.write("disk.yaml", "- local_loop:\n    name: image0\n   x: [\n");
		refused(await workshop.build(["--layout", "./disk.yaml"]), 2, "disk.yaml:", /:\d+:\d+/);
	});

	test("a file system that nobody knows", async () => {
		refused(await workshop.build([], { FS_TYPE: "foo" }), 2, "'foo' is not a file system", "ext4, ext3");
		refused(await workshop.build([], { FS_TYPE: "ext44" }), 2, /Did you mean .*ext4/);
	});

	test("a name for the image that is a folder, or lies in one that is missing", async () => {
		mkdirSync(join(workshop.folder, "dir"));
		for (const name of ["dir/", ".", "dir/.."]) {
			refused(await workshop.diskImageCreate(["-n", "-t", "raw", "-o", name, "tiny-os"]), 1, "which is a folder");
		}
		refused(await workshop.diskImageCreate(["-n", "-o", "sub/", "tiny-os"]), 1, "which is a folder");
		refused(await workshop.diskImageCreate(["-n", "-o", "sub/x", "tiny-os"]), 1, "does not exist", "mkdir -p");
		mkdirSync(join(workshop.folder, "taken.raw"));
		refused(await workshop.diskImageCreate(["-n", "-t", "raw", "-o", "taken", "tiny-os"]), 1, "is a folder");
	});

	test("an architecture and a mirror that nobody knows", async () => {
		refused(await workshop.diskImageCreate(["-n", "-a", "mips", "tiny-os"]), 1, "'mips'", "amd64, arm64");
		refused(await workshop.build(["--mirror", "nonsense"]), 2, "DIB_DISTRIBUTION_MIRROR", "nonsense", "http://");
	});

	test("a pipe or a device in place of a file, wherever one is named: refused, without waiting", {
		timeout: 60_000,
	}, async () => {
		const pipe = join(workshop.folder, "pipe");
		await workshop.run(["mkfifo", pipe]);
		refused(await workshop.diskwright(["build", pipe]), 2, /is a pipe/);
		refused(await workshop.diskwright(["build", "/dev/zero"]), 2, /is a device/);
		refused(await workshop.build([], { DIB_BLOCK_DEVICE_CONFIG: `file://${pipe}` }), 2, /is a pipe/);
		refused(await workshop.build(["--apt-sources", "./pipe"]), 2, /is a pipe/);
		refused(await workshop.build(["--user", "me", "--ssh-key", "./pipe"]), 2, /public key .*pipe cannot be read/);
		refused(await workshop.run([process.execPath, program("diskimage-builder"), pipe]), 1, /is a pipe/);
		workshop.element("piped/README.rst", "x");
		await workshop.run(["mkfifo", join(workshop.folder, "elements/piped/element-deps")]);
		refused(await workshop.build(["piped"]), 2, /is a pipe, a socket or a device/);
	});

	test("a folder for temporary files that does not exist, which is not made, or that takes no folders", async () => {
		const tmp = join(workshop.folder, "no/tmp");
		refused(await workshop.build([], { TMPDIR: tmp }), 3, `${tmp} for temporary files`, "mkdir -m 1777");
		expect(readdirSync(workshop.folder)).not.toContain("no");
		for (const refusing of ["/proc", "/sys"]) {
			refused(await workshop.build([], { TMPDIR: refusing }), 3, `${refusing} for temporary files`, "Set TMPDIR");
		}
	});

	test("no loop device, where a hook or a file system needs one", async () => {
		workshop.element("late/finalise.d/50-late", "#!/bin/sh\n");
		const hidden = ["unshare", "--mount", "--propagation", "private", "bash", "-c"];
		const nodes =
			"for one in null zero full random urandom tty; do touch /mnt/$one; mount --bind /dev/$one /mnt/$one; done";
		const script = `mount -t tmpfs x /mnt && ${nodes} && ln -s /proc/self/fd /mnt/fd && mkdir /mnt/pts /mnt/shm && mount --rbind /mnt /dev && exec "$@"`;
		const build = (args: readonly string[], env = {}) =>
			workshop.run([...hidden, script, "hidden", ...workshop.buildArgv(args)], env);
		refused(await build(["late"]), 3, "needs a loop device", "finalise.d/50-late of the element late", "modprobe loop");
		refused(await build([], { FS_TYPE: "xfs", DIB_IMAGE_SIZE: "1" }), 3, "of type xfs");
		expect((await build([])).code).toBe(0);
	});

	test("an impossible size", async () => {
		refused(await workshop.build(["--size", "12parsecs"]), 2, "'12parsecs' is not a size", "4GiB");
		refused(await workshop.build(["--size", "0"]), 2, "--size");
	});

	test("a missing tool", async () => {
		const programs = join(workshop.folder, "bin");
		mkdirSync(programs);
		for (const folder of ["/usr/sbin", "/usr/bin"]) {
			for (const name of readdirSync(folder)) {
				if (name.startsWith("qemu-img")) continue;
				try {
					symlinkSync(join(folder, name), join(programs, name));
				} catch {
					// The other folder has it, too.
				}
			}
		}
		refused(await workshop.build(["-t", "qcow2"], { PATH: programs }), 3, "qemu-img", "qemu-utils");
	});

	test("no root and no sudo", async () => {
		const programs = join(workshop.folder, "bin");
		mkdirSync(programs);
		for (const name of ["bash", "qemu-img"]) symlinkSync(`/usr/bin/${name}`, join(programs, name));
		refused(
			await workshop
				.run(["chmod", "777", "."])
				.then(() =>
					workshop.run([
						"/usr/bin/env",
						`PATH=${process.env.PATH}`,
						...AS_NOBODY,
						"env",
						`PATH=${programs}`,
						...workshop.buildArgv([]),
					]),
				),
			3,
			"Building needs root",
			"install sudo",
		);
	});

	test("no space, where it can be known", async () => {
		const small = join(workshop.folder, "small");
		mkdirSync(small);
		const mount = `mount -t tmpfs -o size=100m none ${small} && exec "$@"`;
		const argv = ["unshare", "-m", "bash", "-c", mount, "x", ...workshop.buildArgv(["--no-tmpfs"])];
		refused(await workshop.run(argv, { TMPDIR: small }), 3, /small has \d+ MiB free/, "TMPDIR");
	});

	test("a mirror that does not answer, and one without the release", async () => {
		const server = createServer((_, response) => response.writeHead(404).end());
		await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
		const { port } = server.address() as AddressInfo;
		const mirror = { DIB_DISTRIBUTION_MIRROR: `http://127.0.0.1:${port}/debian`, DIB_RELEASE: "bookworm" };
		const build = ["build", "-n", "-o", "image", "debian-minimal"];
		refused(await workshop.diskwright(build, mirror), 3, "bookworm/InRelease answers 404", "--offline");
		await new Promise((closed) => server.close(closed));
		refused(await workshop.diskwright(build, mirror), 3, "cannot be reached", "ECONNREFUSED", "--offline");
	});

	test("an unwritable home or state folder", async () => {
		refused(await workshop.build([], { XDG_STATE_HOME: "/proc/state" }), 3, "/proc/state", "XDG_STATE_HOME");
		refused(await workshop.build([], { HOME: "/proc/home" }), 3, "/proc/home", "--image-cache");
	});

	test("a folder for the image that does not exist", async () => {
		refused(await workshop.build(["-o", "nowhere/image"]), 2, "nowhere", "mkdir -p");
	});
});

describe("what only the build can find is a clear cause", () => {
	test("a hook that removes the folder of the image, where the build was started too", async () => {
		const out = join(workshop.folder, "out");
		mkdirSync(out);
		workshop.element("removes/root.d/50-removes", `#!/bin/bash\nrm -r ${out}\n`);
		const argv = workshop.buildArgv(["removes", "-o", join(out, "image")]);
		const finished = await workshop.run(["bash", "-c", `cd ${out} && exec "$@"`, "bash", ...argv]);
		refused(finished, 1, `The folder ${out} of the image was removed while the build ran`);
		expect(finished.stderr).not.toContain("is not installed");
	});

	test("a layout that does not fit", async () => {
		refused(await workshop.build(["--layout", "gpt", "--size", "2MiB"]), 2, "the layout does not fit", "larger size");
		refused(await workshop.build(["--size", "6MiB"]), 1, "does not fit into its file system", "larger size");
		refused(await workshop.build(["--size", "14MiB"]), 1, /does not fit/, "larger size");
	});

	test("no space while building", async () => {
		workshop.element("full/install.d/10-full", "#!/bin/bash\nhead -c 3G /dev/zero >/big\n");
		const small = join(workshop.folder, "small");
		mkdirSync(small);
		const mount = `mount -t tmpfs -o size=2300m none ${small} && exec "$@"`;
		const argv = ["unshare", "-m", "bash", "-c", mount, "x", ...workshop.buildArgv(["--no-tmpfs", "full"])];
		refused(
			await workshop.run(argv, { TMPDIR: small }),
			1,
			"No space left on device",
			/is full \(2300 MiB, in memory\)/,
			"TMPDIR",
		);
	});

	test("a hook that fails", async () => {
		const file = workshop.element("fails/install.d/10-fails", "#!/bin/bash\necho the reason >&2\nexit 7\n");
		refused(await workshop.build(["fails"]), 1, "the hook 10-fails failed with status 7", "the reason", `at ${file}`);
	});

	test("a hook that hangs", async () => {
		workshop.element("hangs/install.d/10-hangs", "#!/bin/bash\nsleep 1000\n");
		const finished = await workshop.build(["--task-timeout", "2s", "hangs"]);
		refused(finished, 1, "the hook 10-hangs was stopped after 2 s", "--task-timeout");
		expect(finished.seconds).toBeLessThan(20);
	});

	test("a hook without its interpreter, or with the line ends of Windows", async () => {
		workshop.element("odd/install.d/10-odd", "#!/no/such/shell\ntrue\n");
		refused(await workshop.build(["odd"]), 1, "asks for /no/such/shell, which does not exist in the image");
		workshop.element("odd/install.d/10-odd", "#!/bin/bash\r\ntrue\r\n");
		refused(await workshop.build(["odd"]), 1, "carriage returns", "sed -i");
	});

	test("a hook that is not executable does not run, as with DIB, and that is said", async () => {
		workshop.element("idle/install.d/10-idle", "#!/bin/bash\nexit 1\n", 0o644);
		const finished = await workshop.build(["idle"]);
		expect(finished.code).toBe(0);
		expect(finished.stdout + finished.stderr).toMatch(/10-idle.*(not executable)/);
	});

	test("an overlay that cannot be used: the build goes on in a plain tree and says so", async () => {
		const lower = join(workshop.folder, "lower");
		const upper = join(workshop.folder, "upper");
		const merged = join(workshop.folder, "merged");
		for (const folder of [lower, upper, merged]) mkdirSync(folder);
		const mount = [
			`mount -t tmpfs none ${upper} && mkdir ${upper}/u ${upper}/w`,
			`mount -t overlay -o lowerdir=${lower},upperdir=${upper}/u,workdir=${upper}/w none ${merged}`,
			'exec "$@"',
		].join(" && ");
		const argv = ["unshare", "-m", "bash", "-c", mount, "x", ...workshop.buildArgv(["--no-tmpfs"])];
		const finished = await workshop.run(argv, { TMPDIR: merged });
		expect(finished.code, finished.stdout + finished.stderr).toBe(0);
		expect(finished.stdout + finished.stderr).toContain("no overlay can be mounted here, building in a plain tree");
		expect(workshop.images()).toContain("image.raw");
	});
});

function program(name: string): string {
	return join(import.meta.dirname, "../../../dist/bin", `${name}.js`);
}
