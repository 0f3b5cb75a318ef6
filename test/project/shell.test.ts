import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const PROJECT = resolve(import.meta.dirname, "../..");
const git = (...args: string[]) =>
	execFileSync("git", args, { cwd: PROJECT, encoding: "utf8" }).split("\0").filter(Boolean);

/** Every file of the project that a shell reads, by its first line. */
const scripts = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").filter((file) =>
	/^#!.*\b(ba)?sh\b|^# shellcheck shell=/.test(readFileSync(join(PROJECT, file), "latin1").slice(0, 200)),
);

test("shellcheck finds nothing in any shell script", () => {
	expect(scripts.length).toBeGreaterThan(60);
	const { stdout, stderr } = spawnSync("shellcheck", ["--format=gcc", ...scripts], { cwd: PROJECT, encoding: "utf8" });
	expect(stdout + stderr).toBe("");
});

test("every script that is run stops at errors and unset variables", () => {
	const careless = scripts.filter((file) => {
		const text = readFileSync(join(PROJECT, file), "utf8");
		return text.startsWith("#!") && !/^set -(eu|ue)/m.test(text) && !text.includes("### BEGIN INIT INFO");
	});
	expect(careless).toEqual([]);
});
