import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import config from "../../vitest.config.js";
import { temporaryFolder } from "../support/elements.js";

const SUPPORT = resolve(import.meta.dirname, "../support");

/** Runs the parts of a made-up package. */
function runParts(scripts: Record<string, string>) {
	const folder = temporaryFolder();
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "parts", scripts }));
	const argv = [join(SUPPORT, "run-parts.js"), ...Object.keys(scripts)];
	// A run that is interrupted cleans up, and what is new in /tmp belongs to other tests that run now.
	const env = { ...process.env, DISKWRIGHT_TEST_FOLDERS: temporaryFolder() };
	return { folder, ...spawnSync(process.execPath, argv, { cwd: folder, encoding: "utf8", env }) };
}

test("a part that fails keeps no later one from running, and the worst status is the run's", () => {
	const { folder, status, stdout } = runParts({ check: "exit 1", unit: "exit 3", e2e: "touch ran" });
	expect(status).toBe(3);
	expect(existsSync(join(folder, "ran"))).toBe(true);
	expect(stdout).toContain("failed: check (status 1), unit (status 3)");
	expect(runParts({ check: "true", unit: "true" })).toMatchObject({ status: 0 });
});

test("parts with a plus between run side by side, and both are named when they fail", () => {
	// Each waits for the other.
	const meet = (mine: string, other: string) => `touch ${mine}; until [ -e ${other} ]; do sleep 0.1; done; exit 4`;
	const folder = temporaryFolder();
	const scripts = { one: meet("1", "2"), two: meet("2", "1") };
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "parts", scripts }));
	const { status, stdout } = spawnSync(process.execPath, [join(SUPPORT, "run-parts.js"), "one+two"], {
		...{ cwd: folder, encoding: "utf8" },
	});
	expect(status).toBe(4);
	expect(stdout).toContain("failed: one (status 4), two (status 4)");
});

test("a run that is told to end takes its processes and temporary folders along, and begins no other part", async () => {
	const folder = temporaryFolder();
	const own = temporaryFolder();
	const left = join(own, `left-${process.pid.toString().padStart(6, "0").slice(-6)}`);
	const script = `mkdir ${left}; setsid sleep 300 & echo $! >pid; touch begun; wait`;
	writeFileSync(
		join(folder, "package.json"),
		JSON.stringify({ name: "parts", scripts: { hangs: script, next: "touch ran" } }),
	);
	const run = spawn(process.execPath, [join(SUPPORT, "run-parts.js"), "hangs", "next"], {
		cwd: folder,
		env: { ...process.env, DISKWRIGHT_TEST_FOLDERS: own },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	run.stderr.setEncoding("utf8").on("data", (text: string) => {
		said += text;
	});
	const ended = once(run, "exit");
	await vi.waitFor(() => expect(existsSync(join(folder, "begun"))).toBe(true), 20_000);
	run.kill("SIGTERM");
	expect(await ended, said).toEqual([130, null]);
	const pid = readFileSync(join(folder, "pid"), "utf8").trim();
	// Nobody may have asked how it ended yet.
	const command = existsSync(`/proc/${pid}`) ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : "";
	expect([command !== "", existsSync(left), existsSync(join(folder, "ran"))]).toEqual([false, false, false]);
});

test("what a part leaves running is told, and fails the run in CI", () => {
	const folder = temporaryFolder();
	// A program of the checkout, as the engine is one.
	const script = `sh -c 'sleep 30; : ${folder}' >/dev/null 2>&1 & echo $! >pid`;
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "parts", scripts: { leaves: script } }));
	const run = (env: NodeJS.ProcessEnv) =>
		spawnSync(process.execPath, [join(SUPPORT, "run-parts.js"), "leaves"], { cwd: folder, encoding: "utf8", env });
	const { status, stdout } = run({ ...process.env, CI: "true" });
	process.kill(Number(readFileSync(join(folder, "pid"), "utf8")));
	expect(stdout).toMatch(/left behind: process \d+: sh -c sleep 30/);
	expect(stdout).toContain("failed: left something behind");
	expect(status).toBe(1);
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
