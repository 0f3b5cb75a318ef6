import { join } from "node:path";
import { expect, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

const { works, why } = await observability();

test.skipIf(!works)(
	`layers go from store to store by way of a folder, and what is wrong there is told once${why}`,
	() => {
		expect(runSandboxed(join(import.meta.dirname, "share.script.ts"))).toContain("layers are shared");
	},
);
