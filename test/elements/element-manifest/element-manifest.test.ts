import { expect, it } from "vitest";
import { canChroot, hookRoot } from "../hook-root.js";

it.skipIf(!canChroot)("element-manifest makes the folder of its file", () => {
	const root = hookRoot();
	const env = {
		DIB_ELEMENT_MANIFEST_PATH: "/etc/mine/deep/elements",
		IMAGE_ELEMENT: "base vm",
		TMP_MOUNT_PATH: "/tree",
	};
	const { status, output } = root.run("element-manifest/extra-data.d/75-inject-element-manifest", env);
	expect(status, output).toBe(0);
	expect(root.read("tree/etc/mine/deep/elements")).toBe("base\nvm\n");
});
