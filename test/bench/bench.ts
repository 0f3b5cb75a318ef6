/**
 * npm run bench [-- --runs N] [--only diskwright|diskimage-builder] [--cold] [--elements dib]
 *
 * Builds the shipped profile with diskwright and the same packages with diskimage-builder, in turn, so that both meet the
 * same weather, after one run of each that fills the package caches. Ends with 1 when the package sets differ. `--cold` empties the
 * caches before every run; with `--elements dib` diskwright builds from DIB's own elements, as they are.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { controlGroup } from "./control-group.js";
import { diskwright, diskwrightWithDib, type Side, upstream } from "./sides.js";

interface Run {
	readonly side: string;
	readonly seconds: number;
	readonly cpuSeconds: number;
	readonly peakMiB: number;
	readonly imageMiB: number;
}

const PROFILE = "debian-vm";
const { values } = parseArgs({
	options: {
		runs: { type: "string", default: "3" },
		only: { type: "string" },
		cold: { type: "boolean", default: false },
		elements: { type: "string", default: "ours" },
	},
});
const scratch = mkdtempSync("/var/tmp/diskwright-bench-");

async function measure(side: Side, folder: string): Promise<Run> {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const group = controlGroup(`diskwright-bench-${process.pid}`);
	const start = performance.now();
	const ended = await execa("bash", ["-c", `${group.enter}; ${side.script}`], {
		cwd: folder,
		env: { ...side.env },
		all: true,
		stdin: "ignore",
		reject: false,
	});
	const seconds = (performance.now() - start) / 1000;
	const usage = await group.close();
	if (ended.exitCode !== 0) throw new Error(`${side.name} failed:\n${ended.all?.split("\n").slice(-30).join("\n")}`);
	const imageMiB = statSync(join(folder, "image.qcow2")).size / 2 ** 20;
	return { side: side.name, seconds, ...usage, imageMiB };
}

function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function row(title: string, cells: readonly (string | number)[]): void {
	console.log(
		title.padEnd(30) +
			cells.map((cell) => String(typeof cell === "number" ? cell.toFixed(1) : cell).padStart(11)).join(""),
	);
}

async function compare(): Promise<number> {
	const homes = [join(scratch, "home0"), join(scratch, "home1")];
	const own = values.elements === "dib" ? diskwrightWithDib : diskwright;
	const sides = [own, upstream]
		.map((side, index) => side(PROFILE, homes[index] as string))
		.filter(({ name }) => !values.only || name === values.only);
	const outputs = new Map(sides.map((side) => [side, join(scratch, side.name)]));
	const runs: Run[] = [];
	row("", ["wall s", "CPU s", "peak MiB", "image MiB"]);
	for (let number = values.cold ? 1 : 0; number <= Number(values.runs); number += 1) {
		for (const [side, folder] of outputs) {
			if (values.cold) for (const home of homes) rmSync(join(home, "cache"), { recursive: true, force: true });
			const run = await measure(side, folder);
			if (number > 0) runs.push(run);
			row(`${side.name} ${number || "warm-up"}`, [run.seconds, run.cpuSeconds, run.peakMiB, run.imageMiB]);
		}
	}
	const medians = sides.map(({ name }) => {
		const own = runs.filter(({ side }) => side === name);
		return [
			median(own.map(({ seconds }) => seconds)),
			median(own.map(({ cpuSeconds }) => cpuSeconds)),
			median(own.map(({ peakMiB }) => peakMiB)),
			median(own.map(({ imageMiB }) => imageMiB)),
		];
	});
	for (const [index, { name, version }] of sides.entries()) row(`${name} ${version}, median`, medians[index] ?? []);
	const [ours, theirs] = medians;
	if (!ours || !theirs) return 0;
	row(
		"ratio",
		ours.map((value, index) => (value / (theirs[index] ?? 1)).toFixed(2)),
	);
	const [first = [], second = []] = [...outputs].map(([side, folder]) => side.packages(folder));
	const differences = [
		...first.filter((entry) => !second.includes(entry)).map((entry) => `only in diskwright: ${entry}`),
		...second.filter((entry) => !first.includes(entry)).map((entry) => `only in diskimage-builder: ${entry}`),
	];
	console.log(`packages: ${first.length} and ${second.length}, ${differences.length} differ`);
	for (const line of differences) console.log(`  ${line}`);
	return differences.length > 0 ? 1 : 0;
}

try {
	process.exitCode = await compare();
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
