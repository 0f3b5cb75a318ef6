import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const tool = join(root, "node_modules/.bin/depcruise");

/** What the check has to find: why, file, what stands in it, rule. */
const PLANTED = [
	[
		"core may not use the engine",
		"src/core/planted-1.ts",
		'import "../engine/work/scope.js";',
		"core-imports-only-core",
	],
	["core may not use the file system", "src/core/planted-2.ts", 'import "node:fs";', "core-is-pure"],
	[
		"the engine may not use a reporter",
		"src/engine/planted-3.ts",
		'import "../report/plain.js";',
		"engine-imports-only-core",
	],
	[
		"a reporter may not use the engine",
		"src/report/planted-4.ts",
		'import "../engine/work/scope.js";',
		"report-imports-only-core",
	],
	["a tool is run by the host", "src/cli/planted-5.ts", 'import "execa";', "programs-are-run-by-the-host"],
	[
		"no process is started elsewhere",
		"src/engine/planted-6.ts",
		'import "node:child_process";',
		"programs-are-run-by-the-host",
	],
	[
		"the host may not use what stands on it",
		"src/host/planted-7.ts",
		'import "../engine/work/scope.js";',
		"host-imports-only-core",
	],
	[
		"what is known of runs may not use the engine",
		"src/runs/planted-9.ts",
		'import "../engine/work/scope.js";',
		"runs-imports-only-core",
	],
	[
		"what is known of runs may not use the screens, not even their types",
		"src/runs/planted-13.ts",
		'import type { RunService } from "../ui/services/runs.js";\nexport type X = RunService;',
		"runs-imports-only-core",
	],
	[
		"layers may not use the engine",
		"src/layers/planted-14.ts",
		'import "../engine/work/scope.js";',
		"layers-imports-only-core",
	],
	["the kit knows no feature", "src/ui/kit/planted-10.ts", 'import "../wizard/draft.js";', "kit-knows-no-feature"],
	["nor do the keys", "src/ui/keys/planted-11.ts", 'import "../build/run.js";', "keys-know-no-feature"],
	[
		"a feature of the screens uses only its neighbours",
		"src/ui/runs/planted-12.ts",
		'import "../wizard/draft.js";',
		"runs-uses-only-its-neighbours",
	],
	["entry points may only use the cli", "src/bin/planted-8.ts", 'import "../core/errors.js";', "bin-is-thin"],
] as const;

/** All are found in one go: reading every module takes seconds. */
let copy: string;
let found: { readonly status: number | null; readonly output: string };
beforeAll(() => {
	copy = mkdtempSync("/tmp/imports-");
	cpSync(join(root, "src"), join(copy, "src"), { recursive: true });
	for (const file of ["tsconfig.json", ".dependency-cruiser.cjs", "package.json"])
		cpSync(join(root, file), join(copy, file));
	symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
	for (const [, file, text] of PLANTED) {
		mkdirSync(join(copy, file, ".."), { recursive: true });
		writeFileSync(join(copy, file), `${text}\n`);
	}
	const { status, stdout, stderr } = spawnSync(tool, ["--config", ".dependency-cruiser.cjs", "src"], {
		cwd: copy,
		encoding: "utf8",
	});
	found = { status, output: stdout + stderr };
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("the check sees the modules and finds nothing in the tree as it is", () => {
	const output = execFileSync(tool, ["--config", ".dependency-cruiser.cjs", "src"], { cwd: root, encoding: "utf8" });
	const modules = Number(/(\d+) modules/.exec(output)?.[1]);
	expect(modules).toBeGreaterThan(100);
});

test.each(PLANTED)("%s", (_, file, __, rule) => {
	expect(found.output).toContain(`${rule}: ${file} → `);
	expect(found.status).not.toBe(0);
});
