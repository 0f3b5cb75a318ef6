import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("base", () => {
	const HOOK = "base/install.d/10-cloud-init";

	it("has a folder for settings of cloud-init that other elements write", () => {
		const root = hookRoot();
		expect(root.run(HOOK).status).toBe(0);
		expect(root.shell("ls -A /etc/cloud/cloud.cfg.d")).toMatchObject({ status: 0, output: "" });
	});

	it("says who writes /etc/hosts", () => {
		const root = hookRoot();
		expect(root.run(HOOK, { DIB_CLOUD_INIT_ETC_HOSTS: "localhost" }).status).toBe(0);
		expect(root.read("etc/cloud/cloud.cfg.d/10_etc_hosts.cfg")).toBe("manage_etc_hosts: localhost\n");
	});
});
