import { execFileSync, spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { readmeCommands } from "../support/readme-commands.js";

// fresh-machine.ts [--keep] [COMMAND…]: makes a machine that has Node, npm and git alone, clones the last commit into it and
// runs the commands there, the README's two by default. What they print is kept in test-results/fresh-machine-N.log.

const PROJECT = resolve(import.meta.dirname, "../..");
const RESULTS = join(PROJECT, "test-results");
const keep = process.argv.includes("--keep");
const given = process.argv.slice(2).filter((argument) => argument !== "--keep");
const commands = given.length > 0 ? given : readmeCommands("Two commands");

/** Runs a command in the tree; what it prints goes to the file and to the terminal. */
async function run(tree: string, command: string, log: string) {
	const begun = performance.now();
	const script = `cd diskwright && ${command}`;
	const child = spawn(join(import.meta.dirname, "enter.sh"), [tree, "bash", "-c", script], {
		stdio: ["ignore", "pipe", "pipe"],
		// The results are written as in CI, for the totals.
		env: { ...process.env, CI: "true" },
	});
	const file = createWriteStream(log);
	let warnings = 0;
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			file.write(chunk);
			process.stdout.write(chunk);
			warnings += chunk.toString("latin1").split(/^npm warn/m).length - 1;
		});
	}
	const status = await new Promise<number>((done) => child.once("close", (code) => done(code ?? 1)));
	file.end();
	await finished(file);
	return { command, status, seconds: Math.round((performance.now() - begun) / 1000), warnings, log };
}

/** The closing line of a test run in the tree, when there was one. */
function totals(tree: string): string | undefined {
	const results = ["unit", "nodes", "e2e"].map((part) => join(tree, "root/diskwright/test-results", `${part}.json`));
	if (!results.some((file) => existsSync(file))) return undefined;
	const argv = [join(PROJECT, "test/support/print-totals.js"), "0", ...results];
	try {
		return execFileSync(process.execPath, argv, { encoding: "utf8" }).trim();
	} catch (error) {
		return (error as { stdout: string }).stdout.trim();
	}
}

mkdirSync(RESULTS, { recursive: true });
const folder = mkdtempSync("/var/tmp/fresh-machine-");
const tree = join(folder, "tree");
try {
	console.log(`making a machine in ${tree}`);
	execFileSync(join(import.meta.dirname, "make-tree.sh"), [tree], { stdio: "inherit" });
	execFileSync("git", ["clone", "--quiet", "--no-hardlinks", PROJECT, join(tree, "root/diskwright")]);
	const runs: Awaited<ReturnType<typeof run>>[] = [];
	for (const [index, command] of commands.entries()) {
		console.log(`\n$ ${command}`);
		runs.push(await run(tree, command, join(RESULTS, `fresh-machine-${index + 1}.log`)));
	}
	console.log();
	for (const { command, status, seconds, warnings, log } of runs) {
		const time = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
		console.log(`${command}: exit ${status}, ${time}, ${warnings} warnings of npm; ${log}`);
	}
	console.log(totals(tree) ?? "no test was run");
	process.exitCode = runs.some(({ status, warnings }) => status !== 0 || warnings > 0) ? 1 : 0;
} finally {
	if (keep) console.log(`kept: ${folder}\n  → ${join(import.meta.dirname, "enter.sh")} ${tree} bash`);
	else rmSync(folder, { recursive: true, force: true });
}
