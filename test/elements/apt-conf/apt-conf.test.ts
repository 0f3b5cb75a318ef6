import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("apt-conf", () => {
	it.each([
		["with settings", 'APT::Get::Show-Versions "1";\n'],
		["without any", ""],
	])("copies a file %s", (_name, text) => {
		const root = hookRoot();
		root.write("apt.conf", text);
		root.shell("mkdir -p /tree/etc/apt");
		const env = { DIB_APT_CONF: "/apt.conf", TMP_MOUNT_PATH: "/tree" };
		expect(root.run("apt-conf/extra-data.d/99-override-default-apt-conf", env).status).toBe(0);
		expect(root.read("tree/etc/apt/apt.conf")).toBe(text);
	});

	it("fails when there is no such file", () => {
		const env = { DIB_APT_CONF: "/gone", TMP_MOUNT_PATH: "/tree" };
		const { status, output } = hookRoot().run("apt-conf/extra-data.d/99-override-default-apt-conf", env);
		expect(status).toBe(1);
		expect(output).toContain("DIB_APT_CONF is '/gone', which is no file");
	});
});
