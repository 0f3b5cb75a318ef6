import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { starterScript } from "../../../src/engine/builder/emulation.js";
import { runSandboxed } from "../../support/sandboxed.js";

test("programs of arm64 run inside the image, for this build alone", () => {
	expect(runSandboxed(join(import.meta.dirname, "emulation.script.ts"))).toContain("emulation holds");
});

test.each(["chroot", "mmdebstrap"] as const)("the stand-in for %s is a clean script", (name) => {
	const script = starterScript(name, "/proc/7/ns/user", "/work/a b/chroot");
	const { status, stdout } = spawnSync("shellcheck", ["-"], { input: script, encoding: "utf8" });
	expect([status, stdout]).toEqual([0, ""]);
});
