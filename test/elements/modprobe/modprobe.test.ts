import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { canChroot, ELEMENTS, HOOK_LIBRARY, hookRoot } from "../hook-root.js";

describe("modprobe", () => {
	it("copies the modprobe.d files of all selected elements", () => {
		const folder = mkdtempSync(join(tmpdir(), "modprobe-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		for (const name of ["a/modprobe.d", "b", "c/modprobe.d", "bin"]) mkdirSync(join(folder, name), { recursive: true });
		writeFileSync(join(folder, "a/modprobe.d/one.conf"), "");
		writeFileSync(join(folder, "a/modprobe.d/README"), "");
		writeFileSync(join(folder, "bin/sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
		const array = ["a", "b", "c"].map((name) => `[${name}]=${join(folder, name)} `).join("");
		const result = spawnSync(join(ELEMENTS, "modprobe/extra-data.d/50-modprobe-blacklist"), {
			env: {
				PATH: `${join(folder, "bin")}:${process.env.PATH}`,
				_LIB: HOOK_LIBRARY,
				TMP_MOUNT_PATH: join(folder, "root"),
				"BASH_FUNC_get_image_element_array%%": `() { printf '%s' '${array}'; }`,
			},
			encoding: "utf8",
		});
		expect(result.stderr).toBe("");
		expect(result.status).toBe(0);
		expect(readdirSync(join(folder, "root/etc/modprobe.d"))).toEqual(["one.conf"]);
	});

	it.skipIf(!canChroot)("keeps modules from being loaded", () => {
		const root = hookRoot();
		const env = { DIB_MODPROBE_BLACKLIST: "nouveau\n floppy" };
		root.run("modprobe/install.d/80-modprobe-blacklist", env);
		expect(root.run("modprobe/install.d/80-modprobe-blacklist", env).status).toBe(0);
		expect(root.read("etc/modprobe.d/blacklist.conf")).toBe("blacklist nouveau\nblacklist floppy\n");
		expect(hookRoot().run("modprobe/install.d/80-modprobe-blacklist").status).toBe(0);
	});
});
