import { describe, expect, it } from "vitest";
import { canChroot, type HookRoot, hookRoot } from "../hook-root.js";

const SCRIPT = "growroot/static/usr/local/sbin/growroot";

/** A machine whose root is the second partition of vda, or a whole disk. */
function machine(type: string, options: { partition?: boolean; growpart?: number } = {}): HookRoot {
	const root = hookRoot();
	root.stub("findmnt", `case "$*" in *SOURCE*) echo /dev/vda2;; *) echo ${type};; esac`);
	for (const name of ["resize2fs", "xfs_growfs", "btrfs"]) root.stub(name);
	root.stub("growpart", `exit ${options.growpart ?? 0}`);
	root.shell("mkdir -p /sys/devices/vda/vda2 /sys/class/block && ln -s ../../devices/vda/vda2 /sys/class/block/vda2");
	if (options.partition !== false) root.write("sys/devices/vda/vda2/partition", "2\n");
	return root;
}

describe.skipIf(!canChroot)("growroot", () => {
	it.each([
		["ext4", "resize2fs /dev/vda2"],
		["xfs", "xfs_growfs /"],
		["btrfs", "btrfs filesystem resize max /"],
	])("grows partition and %s", (type, call) => {
		const result = machine(type).run(SCRIPT);
		expect(result.status).toBe(0);
		expect(result.calls.filter((line) => !line.startsWith("findmnt"))).toEqual(["growpart /dev/vda 2", call]);
	});

	it("goes on when the partition fills the disk already", () => {
		const result = machine("ext4", { growpart: 1 }).run(SCRIPT);
		expect(result.status).toBe(0);
		expect(result.calls).toContain("resize2fs /dev/vda2");
	});

	it("stops when the partition cannot be grown", () => {
		const result = machine("ext4", { growpart: 2 }).run(SCRIPT);
		expect(result.status).not.toBe(0);
		expect(result.calls).not.toContain("resize2fs /dev/vda2");
	});

	it("grows a file system on a whole disk", () => {
		const result = machine("ext4", { partition: false }).run(SCRIPT);
		expect(result.calls.filter((line) => !line.startsWith("findmnt"))).toEqual(["resize2fs /dev/vda2"]);
	});

	it.each([
		["systemd", 0, ["systemctl enable growroot.service"]],
		["openrc", 0, []],
		["sysv", 1, []],
	])("is enabled with %s", (init, status, calls) => {
		const root = hookRoot();
		root.stub("systemctl");
		expect(root.run("growroot/post-install.d/80-growroot", { DIB_INIT_SYSTEM: init })).toMatchObject({ status, calls });
	});
});
