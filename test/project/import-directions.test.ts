import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const tool = join(root, "node_modules/.bin/depcruise");
let copy: string;

beforeEach(() => {
	copy = mkdtempSync("/tmp/imports-");
	cpSync(join(root, "src"), join(copy, "src"), { recursive: true });
	for (const file of ["tsconfig.json", ".dependency-cruiser.cjs", "package.json"])
		cpSync(join(root, file), join(copy, file));
	symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function cruise(): { status: number | null; output: string } {
	const { status, stdout, stderr } = spawnSync(tool, ["--config", ".dependency-cruiser.cjs", "src"], {
		cwd: copy,
		encoding: "utf8",
	});
	return { status, output: stdout + stderr };
}

test("the check sees the modules and finds nothing in the tree as it is", () => {
	const output = execFileSync(tool, ["--config", ".dependency-cruiser.cjs", "src"], { cwd: root, encoding: "utf8" });
	const modules = Number(/(\d+) modules/.exec(output)?.[1]);
	expect(modules).toBeGreaterThan(100);
});

test.each([
	["core may not use the engine", "src/core/planted.ts", 'import "../engine/scope.js";', "core-imports-only-core"],
	["core may not use the file system", "src/core/planted.ts", 'import "node:fs";', "core-is-pure"],
	[
		"the engine may not use a reporter",
		"src/engine/planted.ts",
		'import "../report/plain.js";',
		"engine-imports-only-core",
	],
	[
		"a reporter may not use the engine",
		"src/report/planted.ts",
		'import "../engine/scope.js";',
		"report-imports-only-core",
	],
	["a tool is run by the host", "src/cli/planted.ts", 'import "execa";', "programs-are-run-by-the-host"],
	[
		"no process is started elsewhere",
		"src/engine/planted.ts",
		'import "node:child_process";',
		"programs-are-run-by-the-host",
	],
	[
		"the host may not use what stands on it",
		"src/host/planted.ts",
		'import "../engine/scope.js";',
		"host-imports-only-core",
	],
	["entry points may only use the cli", "src/bin/planted.ts", 'import "../core/errors.js";', "bin-is-thin"],
])("%s", (_, file, text, rule) => {
	mkdirSync(join(copy, file, ".."), { recursive: true });
	writeFileSync(join(copy, file), `${text}\n`);
	const { status, output } = cruise();
	expect(output).toContain(rule);
	expect(status).not.toBe(0);
});
