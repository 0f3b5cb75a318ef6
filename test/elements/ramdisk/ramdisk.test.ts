import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, type HookRoot, hookRoot } from "../hook-root.js";

const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library");
const VERSION = "6.1.0-10-test";

/** An image with two kernels, of which it has only the modules of the newer one, and what ramdisk-base brings. */
function image(): HookRoot {
	const root = hookRoot();
	const build = join(root.folder, "tmp/ramdisk-build");
	mkdirSync(build);
	for (const name of ["common-defaults", "common-functions", "ramdisk-defaults", "ramdisk-functions"]) {
		cpSync(join(LIBRARY, name), join(build, name));
	}
	cpSync(join(ELEMENTS, "ramdisk-base/extra-data.d/scripts"), join(build, "scripts"), { recursive: true });
	cpSync(join(build, "scripts/init-end-shell"), join(build, "scripts/init-end"));
	root.write("boot/vmlinuz-6.1.0-9-test", "older\n");
	root.write(`boot/vmlinuz-${VERSION}`, "kernel\n");
	const modules = `modules/lib/modules/${VERSION}/kernel`;
	root.write(`${modules}/net/some.ko`, "module\n");
	root.write(`${modules}/drivers/video/fbdev/vesafb.ko`, "framebuffer\n");
	root.write("modules/lib/firmware/some.bin", "firmware\n");
	root.write("udev/lib/udev/rules.d/80-drivers.rules", "rules\n");
	root.write("etc/dib_binary_deps", "env ip\n");
	root.write("etc/modprobe.d/some.conf", "options\n");
	for (const name of ["lsmod", "modprobe", "udevadm", "wget", "reboot", "shutdown", "ip", "depmod"]) root.stub(name);
	root.write("tmp/in_target.d/init.d/50-mine", "echo mine\n");
	root.write("tmp/in_target.d/init.d/10-first", "echo first\n");
	root.write("tmp/in_target.d/udev.d/70-mine.rules", "rules of mine\n");
	root.write("tmp/in_target.d/ramdisk-install.d/10-mine", '#!/bin/bash\necho mine >"$TMP_MOUNT_PATH/of-hook"\n');
	cpSync(join(LIBRARY, "dib-run-parts"), join(root.folder, "tmp/in_target.d/dib-run-parts"));
	root.shell("chmod 755 /tmp/in_target.d/ramdisk-install.d/10-mine");
	return root;
}

const ENVIRONMENT = { DIB_MODULE_ROOT: "/modules", DIB_LIB_UDEV_ROOT: "/udev" };

describe.skipIf(!canChroot)("ramdisk", () => {
	it("packs programs, modules, firmware, rules, the fragments in order and what hooks add", () => {
		const root = image();
		const built = root.run("ramdisk/post-install.d/99-build-ramdisk", ENVIRONMENT);
		expect(built.status, built.output).toBe(0);
		expect(root.read("tmp/kernel")).toBe("kernel\n");
		expect(built.calls.filter((call) => call.startsWith("depmod"))).toEqual([
			expect.stringMatching(`^depmod -b /tmp/dib_build\\S+/mnt ${VERSION}$`),
		]);
		const unpacked = root.shell("mkdir /made && cd /made && gzip -dc /tmp/ramdisk | cpio -id --quiet && find . | sort");
		const files = unpacked.output.split("\n");
		expect(files).toEqual(
			expect.arrayContaining([
				...["./bin/busybox", "./bin/bash", "./bin/env", "./bin/ip", "./bin/udevadm", "./bin/mount", "./init"],
				...[`./lib/modules/${VERSION}/kernel/net/some.ko`, "./lib/firmware/some.bin", "./init-func", "./of-hook"],
				...["./lib/udev/rules.d/70-mine.rules", "./lib/udev/rules.d/80-drivers.rules"],
				...["./etc/modprobe.d/some.conf", "./etc/modprobe.d/blacklist-dib-ramdisk.conf"],
			]),
		);
		expect(files.filter((name) => name.endsWith("fb.ko"))).toEqual([]);
		const init = root.read("made/init");
		expect(init).toMatch(/^#!\/bin\/bash\n/);
		expect(init.indexOf("echo first")).toBeLessThan(init.indexOf("echo mine"));
		expect(init.indexOf("echo mine")).toBeLessThan(init.indexOf("Here is a shell"));
		// Programs that busybox has are links to it, unless an element wants the real one.
		expect(root.shell("cd /made/bin && readlink mount wget; readlink ip bash").output).toBe("busybox\nbusybox\n");
		expect(root.shell("/usr/sbin/chroot /made /bin/bash -c 'env A=works | grep ^A='").output).toBe("A=works\n");
		expect(root.shell("ls -d /tmp/dib_* 2>/dev/null").output).toBe("");
	});

	it("says which program is missing, and leaves nothing", () => {
		const root = image();
		root.write("etc/dib_binary_deps", "no-such-program\n");
		const built = root.run("ramdisk/post-install.d/99-build-ramdisk", ENVIRONMENT);
		expect(built.status).toBe(1);
		expect(built.output).toContain("no-such-program is not found in PATH\n");
		expect(root.shell("ls -d /tmp/dib_* 2>/dev/null").output).toBe("");
	});

	it("takes the kernel that is asked for, and says when there is none", () => {
		const root = image();
		const other = { ...ENVIRONMENT, DIB_KERNEL_VERSION: "6.1.0-9-test" };
		root.write("modules/lib/modules/6.1.0-9-test/some.ko", "module\n");
		const built = root.run("ramdisk/post-install.d/99-build-ramdisk", other);
		expect(built.status, built.output).toBe(0);
		expect(root.read("tmp/kernel")).toBe("older\n");
		root.shell("rm /boot/vmlinuz-*");
		const none = root.run("ramdisk/post-install.d/99-build-ramdisk", ENVIRONMENT);
		expect(none.status).toBe(1);
		expect(none.output).toContain("Unable to find a suitable kernel\n");
	});
});
