import { join } from "node:path";
import { expect, test } from "vitest";
import { runSandboxed } from "../../support/sandboxed.js";

test("the overlay tree checkpoints, drops, joins hard links, takes layers of a store and moves", () => {
	expect(runSandboxed(join(import.meta.dirname, "root-tree.script.ts"))).toContain("root tree holds");
});
