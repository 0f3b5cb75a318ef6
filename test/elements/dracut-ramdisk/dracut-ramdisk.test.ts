import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, hookRoot } from "../hook-root.js";

const LIBRARY = resolve(import.meta.dirname, "../../../src/engine/hook-library");

describe.skipIf(!canChroot)("dracut-ramdisk", () => {
	it("lists the modules of all elements", () => {
		const root = hookRoot();
		root.write("element/dracut-drivers.d/mine", "one two\nthree\n");
		expect(root.run("dracut-ramdisk/post-install.d/01-ensure-drivers").status).toBe(0);
		expect(root.read("etc/dib_dracut_drivers")).toBe("virtio_blk virtio_net virtio_pci virtio_scsi one two three\n");
	});

	it("hands programs, drivers and the fragments to dracut, whose module runs them", () => {
		const root = hookRoot();
		const build = join(root.folder, "tmp/ramdisk-build");
		mkdirSync(build);
		for (const name of ["common-defaults", "common-functions", "ramdisk-defaults", "ramdisk-functions"]) {
			cpSync(join(LIBRARY, name), join(build, name));
		}
		for (const element of ["ramdisk-base", "dracut-ramdisk"]) {
			cpSync(join(ELEMENTS, element, "extra-data.d/scripts"), join(build, "scripts"), { recursive: true });
		}
		cpSync(join(build, "scripts/init-end-shell"), join(build, "scripts/init-end"));
		root.write("boot/vmlinuz-6.1", "kernel\n");
		root.write("etc/dib_binary_deps", "ip sed\n");
		root.write("etc/dib_dracut_drivers", "virtio_net\n");
		root.write("tmp/in_target.d/init.d/50-mine", "echo mine\n");
		// The modules of dracut lie in the image's own /usr; here that is the host's, which stays as it is.
		root.stub("cp", 'case "${!#}" in /usr/lib/dracut/*) set -- -r "$2" /module ;; esac; exec /usr/bin/cp "$@"');
		root.stub(
			"dracut",
			'included=$(printf "%s\\n" "$@" | grep "/mnt$"); cp -r "$included" /included; echo made >"${!#}"',
		);
		const built = root.run("dracut-ramdisk/post-install.d/99-build-dracut-ramdisk");
		expect(built.status, built.output).toBe(0);
		expect(built.calls.find((call) => call.startsWith("dracut"))).toMatch(
			/ --kver 6\.1 .*--install ip sed --add-drivers virtio_net .*--include \/tmp\/dib_build\.\S+\/mnt \/ \S+$/,
		);
		expect([root.read("tmp/ramdisk"), root.read("tmp/kernel")]).toEqual(["made\n", "kernel\n"]);
		expect(root.read("included/ramdisk-init")).toContain("echo mine\n");
		expect(root.has("included/init")).toBe(false);
		expect(root.read("module/ramdisk-run.sh")).toContain("/bin/bash /ramdisk-init");
		expect(root.shell("ls -d /tmp/dib_* 2>/dev/null").output).toBe("");
	});
});
