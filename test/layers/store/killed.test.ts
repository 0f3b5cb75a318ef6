import { join } from "node:path";
import { expect, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

const { works, why } = await observability();

test.skipIf(!works)(
	`kill -9 at a hundred moments of publishing never leaves a layer that is not whole${why}`,
	() => {
		const said = runSandboxed(join(import.meta.dirname, "killed.script.ts"), ["100"]);
		expect(said).toMatch(/killed at 100 moments: [1-9]\d* whole layers, [1-9]\d* unfinished, none damaged/);
	},
	300_000,
);
