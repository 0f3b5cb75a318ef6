import { describe, expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

describe.skipIf(!canChroot)("apt-preferences", () => {
	const HOOK = "apt-preferences/extra-data.d/99-write-apt-preferences";
	const env = { DIB_DPKG_MANIFEST: "/manifest", TMP_MOUNT_PATH: "/tree" };

	it("fails for a manifest that is missing or empty, and pins nothing", () => {
		const root = hookRoot();
		root.shell("mkdir -p /tree/etc/apt");
		expect(root.run(HOOK, env)).toMatchObject({ status: 1 });
		root.write("manifest", "");
		expect(root.run(HOOK, env).output).toBe("DIB_DPKG_MANIFEST is '/manifest', which is no file, or an empty one\n");
		expect(root.has("tree/etc/apt/preferences")).toBe(false);
	});

	it("does nothing without a manifest", () => {
		expect(hookRoot().run(HOOK).status).toBe(0);
	});
});
