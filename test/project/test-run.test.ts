import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import config from "../../vitest.config.js";
import { temporaryFolder } from "../support/elements.js";

const SUPPORT = resolve(import.meta.dirname, "../support");

/** Runs the parts of a made-up package. */
function runParts(scripts: Record<string, string>) {
	const folder = temporaryFolder();
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "parts", scripts }));
	const argv = [join(SUPPORT, "run-parts.js"), ...Object.keys(scripts)];
	return { folder, ...spawnSync(process.execPath, argv, { cwd: folder, encoding: "utf8" }) };
}

test("a part that fails keeps no later one from running, and the worst status is the run's", () => {
	const { folder, status, stdout } = runParts({ check: "exit 1", unit: "exit 3", e2e: "touch ran" });
	expect(status).toBe(3);
	expect(existsSync(join(folder, "ran"))).toBe(true);
	expect(stdout).toContain("failed: check (status 1), unit (status 3)");
	expect(runParts({ check: "true", unit: "true" })).toMatchObject({ status: 0 });
});

test("a part that is interrupted ends the run", () => {
	const { folder, status } = runParts({ unit: "exit 130", e2e: "touch ran" });
	expect(status).toBe(130);
	expect(existsSync(join(folder, "ran"))).toBe(false);
});

test("no test gets a second try", () => {
	expect(JSON.stringify(config)).not.toContain("retry");
	const tests = readdirSync(join(SUPPORT, ".."), { recursive: true, encoding: "utf8" }).filter((name) =>
		/\.test\.tsx?$/.test(name),
	);
	const again = tests.filter((name) => /\bretry: *[1-9]/.test(readFileSync(join(SUPPORT, "..", name), "utf8")));
	expect(again).toEqual([]);
});

test("results that were never written count as a failure in the totals", () => {
	const folder = temporaryFolder();
	const unit = join(folder, "unit.json");
	writeFileSync(
		unit,
		JSON.stringify({ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }),
	);
	const argv = [join(SUPPORT, "print-totals.js"), "0", unit, join(folder, "e2e.json")];
	const { status, stdout } = spawnSync(process.execPath, argv, { encoding: "utf8" });
	expect([status, stdout]).toEqual([1, "2 passed, 1 failed, 0 skipped\n"]);
});
