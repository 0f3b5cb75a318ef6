import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChroot, ELEMENTS, HOOK_LIBRARY, hookRoot } from "../hook-root.js";

const HOOK = "debian/install.d/10-cloud-opinions";

/** A tree that knows root, and no more. */
function tree() {
	const root = hookRoot();
	root.write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
	root.write("etc/group", "root:x:0:\n");
	return root;
}

it("without a cloud image its root hook leaves the tree to debootstrap", () => {
	const hook = join(ELEMENTS, "debian/root.d/07-debian-cloud-image");
	const env = { PATH: process.env.PATH ?? "", DIB_APT_SOURCES_CONF: "", DIB_RELEASE: "bookworm", _LIB: HOOK_LIBRARY };
	const { status, stdout, stderr } = spawnSync(hook, [], { env, encoding: "utf8" });
	expect([status, stdout, stderr]).toEqual([0, "", ""]);
});

describe.skipIf(!canChroot)("debian", () => {
	it("makes the user that cloud-init gives the keys to, who may become root", () => {
		const root = tree();
		root.stub("getent", "exit 2");
		root.stub("adduser");
		const { status, output, calls } = root.run(HOOK);
		expect(status, output).toBe(0);
		expect(calls).toContain("adduser --gecos Debian-cloud-init-user --disabled-password --quiet debian");
		expect(root.read("etc/sudoers.d/debian-cloud-init")).toBe("debian ALL=(ALL) NOPASSWD:ALL\n");
		expect(statSync(join(root.folder, "etc/sudoers.d/debian-cloud-init")).mode & 0o777).toBe(0o440);
	});

	it("leaves the user alone that a cloud image has already", () => {
		const root = tree();
		root.stub("getent");
		root.stub("adduser");
		const { status, calls } = root.run(HOOK);
		expect(status).toBe(0);
		expect(calls).toEqual(["getent passwd debian"]);
	});

	it("installs another init system and keeps the old one away", () => {
		const root = tree();
		for (const name of ["getent", "dpkg", "install-packages"]) root.stub(name);
		root.shell("mkdir -p /etc/apt/preferences.d");
		const { calls } = root.run(HOOK, { DIB_DEBIAN_ALT_INIT_PACKAGE: "runit-init" });
		expect(calls.slice(1)).toEqual(["dpkg --purge --force-remove-essential sysvinit", "install-packages runit-init"]);
		expect(root.read("etc/apt/preferences.d/sysvinit")).toContain("Pin-Priority: -1\n");
	});
});
