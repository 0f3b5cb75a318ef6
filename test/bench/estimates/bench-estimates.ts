/**
 * npm run bench:estimates -- RUNS_FOLDER
 *
 * How right the remaining time was in the runs of a folder (~/.local/state/diskwright/runs): at 25, 50 and 75 % of each, the
 * whole time that was told then by the real one. Ends with 1 when one is off by more than 20 %.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { estimates, MOMENTS, type PastRun } from "./estimates.js";

const MAY_BE_OFF = 0.2;

const folder = process.argv[2];
if (!folder) throw new Error("usage: npm run bench:estimates -- RUNS_FOLDER");
const runs = readdirSync(folder).sort().map(readRun);
const found = estimates(runs);
for (const { id, image, known, ms, told } of found) {
	const parts = told.map((share, index) => `${(MOMENTS[index] ?? 0) * 100}%: ${share.toFixed(2)}`);
	console.log(`${id}  ${String(Math.round(ms / 1000)).padStart(5)} s  ${known} before  ${parts.join("  ")}  ${image}`);
}
const right = found.flatMap(({ told }) => told).filter((share) => Math.abs(share - 1) <= MAY_BE_OFF).length;
console.log(`${right} of ${found.length * MOMENTS.length} right to ${MAY_BE_OFF * 100} %`);
process.exitCode = right === found.length * MOMENTS.length ? 0 : 1;

function readRun(id: string): PastRun {
	const read = (name: string) => readFileSync(join(folder ?? "", id, name), "utf8");
	const lines = read("events.ndjson").trimEnd().split("\n");
	const { profile } = JSON.parse(read("plan.json")) as { profile?: string };
	return { id, ...(profile ? { profile } : {}), events: lines.map((line) => JSON.parse(line) as BuildEvent) };
}
