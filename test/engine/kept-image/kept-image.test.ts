import { join } from "node:path";
import { expect, test } from "vitest";
import { runSandboxed } from "../../support/sandboxed.js";

const SCRIPT = join(import.meta.dirname, "kept-image.script.ts");

test.each(["1", "2", "3"])("an image is changed into that of a tree with random differences (seed %s)", (seed) => {
	expect(runSandboxed(SCRIPT, [seed, "6"])).toBe("");
});
