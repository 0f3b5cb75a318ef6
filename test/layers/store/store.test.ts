import { join } from "node:path";
import { expect, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

const { works, why } = await observability();

test.skipIf(!works)(`layers are kept, found, held, forgotten, and damaged ones told${why}`, () => {
	expect(runSandboxed(join(import.meta.dirname, "store.script.ts"))).toContain("store holds");
});
