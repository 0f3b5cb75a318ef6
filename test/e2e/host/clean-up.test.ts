import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { hostState } from "../../support/host-state.js";
import { openWorkshop } from "../../support/tiny-build.js";

const shop = openWorkshop();
const before = hostState([shop.temporary]);
const temporary = join(shop.folder, "temporary");
afterAll(() => {
	const after = hostState([shop.temporary]);
	shop.remove();
	expect(after).toEqual(before);
});

const run = (program: string, ...args: string[]) =>
	execFileSync(program, args, { cwd: shop.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const inImage = (command: string) => run("debugfs", "-R", command, "image.raw");

/** In memory, in an overlay on disk. */
const WAYS = [
	["in memory", []],
	["on disk", ["--no-tmpfs"]],
] as const;

describe.each(WAYS)("what a hook has made immutable or append-only, %s", (_, args) => {
	test.each(["post-root", "pre-finalise"])(
		"in %s.d: the build ends well, and logs and /tmp are empty",
		async (phase) => {
			shop.element(
				`stubborn/${phase}.d/60-flags`,
				`#!/bin/bash
set -eu
cd "$TMP_MOUNT_PATH"
mkdir -p var/log/deep tmp/folder root lost+found/x
for file in var/log/deep/immutable var/log/append tmp/folder/file root/x.log lost+found/x/y etc/fstab; do echo text >$file; done
chattr +i var/log/deep/immutable tmp/folder/file root/x.log lost+found/x/y tmp/folder etc/fstab
chattr +a var/log/append
`,
			);
			const { code, stdout, stderr } = await shop.build(["stubborn", ...args]);
			expect(stdout + stderr).not.toContain("rror:");
			expect(code).toBe(0);
			expect(inImage("cat /var/log/deep/immutable") + inImage("cat /var/log/append")).toBe("");
			expect(inImage("ls -p /tmp")).not.toContain("folder");
			expect(inImage("ls -p /root")).not.toContain("x.log");
			// Before the last phases the engine's own takes its place.
			if (phase === "post-root") expect(inImage("cat /etc/fstab")).toContain(" / ext4");
			run("rm", "-rf", join(shop.folder, `elements/stubborn/${phase}.d`));
		},
	);
});

test("an immutable resolv.conf that a hook has made is kept, and a file that a hook mounts in /var/log is not emptied", async () => {
	const file = shop.write("of-the-host", "content\n");
	shop.element(
		"mounts/pre-finalise.d/60-mounts",
		`#!/bin/bash\nset -eu\ntouch "$TMP_MOUNT_PATH/var/log/mounted"\nmount --bind ${file} "$TMP_MOUNT_PATH/var/log/mounted"\n`,
	);
	shop.element(
		"mounts/cleanup.d/60-own",
		'#!/bin/bash\nset -eu\nown=$TARGET_ROOT/etc/resolv.conf\necho \'nameserver 9.9.9.9\' >"$own"\nchattr +i "$own"\n',
	);
	const { code } = await shop.build(["mounts"]);
	expect(code).toBe(0);
	expect(readFileSync(file, "utf8")).toBe("content\n");
	expect(inImage("cat /etc/resolv.conf")).toBe("nameserver 9.9.9.9\n");
	expect(inImage("ls -p /etc")).not.toContain("resolv.conf.ORIG");
});

test("a hook that leaves the image without a resolver is named when a later one can look up no name", async () => {
	shop.element(
		"breaks/install.d/50-link",
		"#!/bin/bash\nset -eu\ncp /etc/resolv.conf /etc/resolv.conf.bak\nln -sf /run/nothing/stub.conf /etc/resolv.conf\n",
	);
	shop.element(
		"breaks/install.d/60-needs",
		'#!/bin/bash\necho "curl: (6) Could not resolve host: mirror.example"\nexit 6\n',
	);
	const { code, stdout, stderr } = await shop.build(["breaks"]);
	expect(code).not.toBe(0);
	expect(stdout + stderr).toContain(
		"since install/50-link, /etc/resolv.conf of the image is a link to /run/nothing/stub.conf, which is not there",
	);
	expect(stdout + stderr).toContain("The image has no working /etc/resolv.conf");
	shop.element("breaks/install.d/60-needs", "#!/bin/bash\ntrue\n");
	const good = await shop.build(["breaks"]);
	expect(good.code).toBe(0);
	expect(good.stdout + good.stderr).toContain("Later hooks can look up no names");
	expect(inImage("ls -p /etc")).not.toMatch(/resolv\.conf\.(bak|ORIG)/);
});

describe("what hooks leave outside the image", () => {
	const loops = () =>
		run("losetup", "-n", "-l", "-O", "BACK-FILE")
			.split("\n")
			.filter((line) => line.startsWith(`${shop.folder}/`));
	const LOOP = `#!/bin/bash
set -eu
truncate -s 8M "$TMP_BUILD_DIR/own-loop.img" "$TMPDIR/own-loop-2.img"
losetup -f "$TMP_BUILD_DIR/own-loop.img"
losetup -f "$TMPDIR/own-loop-2.img"
`;

	test.each([...WAYS.map(([way, args]) => [way, args, ""] as const), ["and the hook fails", [], "exit 3\n"] as const])(
		"loop devices of files in the work folder are released, %s",
		async (_, args, end) => {
			shop.element("loops/block-device.d/50-loop", LOOP + end);
			const { code } = await shop.build(["loops", ...args]);
			expect(code).toBe(end ? 1 : 0);
			expect(loops()).toEqual([]);
			expect(readdirSync(shop.temporary)).toEqual([]);
		},
	);

	test("temporary files lie in the work folder and go with it", async () => {
		run("mkdir", temporary);
		shop.element(
			"leaves/root.d/50-leaves",
			'#!/bin/bash\nset -eu\nmktemp -d -t mmdebstrap.gpghome.XXXXXX\necho "TMPDIR is $TMPDIR"\n',
		);
		const { code, stdout } = await shop.build(["leaves"], { TMPDIR: temporary });
		expect(code).toBe(0);
		expect(stdout).toMatch(new RegExp(`TMPDIR is ${temporary}/dib_build\\.[^/]+/tmp\\n`));
		expect(readdirSync(temporary)).toEqual([]);
	});
});

test.each([
	["filled at the end", []],
	["mounted for a hook", ["looks"]],
] as const)("a daemon that a hook has left in the image is ended, and the image is made: %s", async (_, more) => {
	shop.element("looks/finalise.d/50-looks", "#!/bin/bash\ntrue\n");
	shop.element(
		"daemon/cleanup.d/50-daemon",
		'#!/bin/bash\nset -eu\ncd "$TARGET_ROOT/etc"\nexec 7>open-file\nsleep 300 >/dev/null 2>&1 &\nuntil [ "$(cat /proc/$!/comm)" = sleep ]; do :; done\n',
	);
	const { code, stdout, stderr } = await shop.build(["daemon", ...more]);
	expect(stdout + stderr).toContain("Still running in the image at its end, and ended: sleep");
	expect(code).toBe(0);
	run("e2fsck", "-fn", "image.raw");
});
