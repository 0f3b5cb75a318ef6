import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { observability } from "../../support/observability.js";
import { runSandboxed } from "../../support/sandboxed.js";

const { works, why } = await observability();
const canPack = works && spawnSync("zstd", ["--version"]).status === 0;

test.skipIf(!canPack)(
	`layers go to another store in an archive, and whatever is in one, nothing else is written${why}`,
	() => {
		expect(runSandboxed(join(import.meta.dirname, "archive.script.ts"))).toContain("archive holds");
	},
);
