/**
 * npm run bench:batch [-- --runs N]
 *
 * Two profiles that share their base, side by side with layers against one after the other without layers: in turn, after one
 * build that fills the package caches. With a store of layers that is empty, and with one that has the base of yesterday's build.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { controlGroup } from "../control-group.js";

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
const PROJECT = resolve(import.meta.dirname, "../../..");
const program = `${process.execPath} ${join(PROJECT, "dist/bin/diskwright.js")}`;
const scratch = mkdtempSync("/var/tmp/diskwright-batch-");
const cache = join(scratch, "cache");
const profile = (name: string, more: string) =>
	writeFileSync(join(scratch, `${name}.yaml`), `version: 1\nextends: debian-vm\nname: ${name}\n${more}`);

/** What is measured, by its name: a script in the folder of the profiles. */
const SIDES: Readonly<Record<string, string>> = {
	"one after the other, no layers": `${program} build ./web.yaml --yes --image-cache ${cache} && ${program} build ./mail.yaml --yes --image-cache ${cache}`,
	"--jobs 2 --layers, empty store": `rm -rf ${cache}/layers && ${program} build ./web.yaml ./mail.yaml --jobs 2 --layers --yes --image-cache ${cache}`,
	"--jobs 2 --layers, base kept": `${program} build ./web.yaml ./mail.yaml --jobs 2 --layers --yes --image-cache ${cache}`,
	"--jobs 2, no layers": `${program} build ./web.yaml ./mail.yaml --jobs 2 --yes --image-cache ${cache}`,
};

async function measure(
	script: string,
): Promise<{ readonly seconds: number; readonly cpu: number; readonly peak: number }> {
	const group = controlGroup(`diskwright-bench-${process.pid}`);
	const start = performance.now();
	const env = { HOME: scratch, XDG_STATE_HOME: join(scratch, "state") };
	const { exitCode, all } = await execa("bash", ["-c", `${group.enter}; ${script}`], {
		...{ cwd: scratch, env, all: true, stdin: "ignore", reject: false },
	});
	const seconds = (performance.now() - start) / 1000;
	const { cpuSeconds, peakMiB } = await group.close();
	if (exitCode !== 0) throw new Error(`failed:\n${all?.split("\n").slice(-40).join("\n")}`);
	return { seconds, cpu: cpuSeconds, peak: peakMiB };
}

const median = (numbers: readonly number[]): number =>
	[...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;

async function compare(): Promise<void> {
	profile("web", "packages: [nginx-light]\n");
	profile("mail", "packages: [msmtp]\n");
	const times = new Map<string, number[]>(Object.keys(SIDES).map((name) => [name, []]));
	for (let number = 0; number <= Number(values.runs); number += 1) {
		for (const [name, script] of Object.entries(SIDES)) {
			const { seconds, cpu, peak } = await measure(script);
			if (number > 0) times.get(name)?.push(seconds);
			const figures = [seconds, cpu, peak].map((figure) => figure.toFixed(1).padStart(9)).join("");
			console.log(`${name.padEnd(34)} ${number || "warm-up"}`.padEnd(44) + figures);
		}
	}
	const [base = Number.NaN] = [...times.values()].map(median);
	for (const [name, seconds] of times) {
		const middle = median(seconds);
		console.log(`${name.padEnd(44)}${middle.toFixed(1).padStart(9)}  ${(base / middle).toFixed(2)}x`);
	}
}

mkdirSync(cache, { recursive: true });
await compare().finally(() => rmSync(scratch, { recursive: true, force: true }));
