import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { installedNode } from "./installed-node.js";
import { joinResults, type Results } from "./join-results.js";

// test-nodes.ts [--pure] [FILTER…]: runs the unit tests under the oldest Node that we support and the two releases after it;
// --pure: only core and ui, without random sequences, as CI does. Each writes test-results/node-VERSION.json; all together
// are in nodes.json, where a version that could not run counts as a failure.

const VERSIONS = ["20.19.6", "22.22.0", "24.21.0"];
const PROJECT = resolve(import.meta.dirname, "../../..");
const RESULTS = join(PROJECT, "test-results");
const given = process.argv.slice(2);
const pure = given.includes("--pure");
const filters = given.filter((argument) => argument !== "--pure");

/** The results of one version; undefined when it wrote none. */
function run(version: string): { readonly status: number; readonly results: Results | undefined } {
	console.log(`\n# Node ${version}`);
	const file = join(RESULTS, `node-${version}.json`);
	rmSync(file, { force: true });
	try {
		const bin = installedNode(version);
		const argv = [
			...[
				join(PROJECT, "node_modules/vitest/vitest.mjs"),
				"run",
				...["--project", "pure", ...(pure ? [] : ["--project", "unit"])],
				...filters,
			],
			...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
		];
		// What the tests start by the name of node is this one, too.
		const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
		const { status, signal } = spawnSync(join(bin, "node"), argv, { cwd: PROJECT, stdio: "inherit", env });
		// Somebody who ends one version wants an end, not the next.
		if (signal || status === 130) process.exit(130);
		return { status: status ?? 1, results: JSON.parse(readFileSync(file, "utf8")) };
	} catch (error) {
		console.error(`Node ${version}: ${(error as Error).message}`);
		return { status: 1, results: undefined };
	}
}

mkdirSync(RESULTS, { recursive: true });
const together = join(RESULTS, "nodes.json");
rmSync(together, { force: true });
const runs = VERSIONS.map((version) => ({ version, ...run(version) }));
writeFileSync(together, JSON.stringify(joinResults(runs)));
console.log();
for (const { version, status, results } of runs) {
	const told = results ? `${results.numPassedTests} passed, ${results.numFailedTests} failed` : "no results";
	console.log(`Node ${version}: ${told}, exit ${status}`);
}
const worst = Math.max(...runs.map(({ status }) => status));
const totals = join(PROJECT, "test/support/print-totals.js");
process.exitCode = spawnSync(process.execPath, [totals, String(worst), together], { stdio: "inherit" }).status ?? 1;
