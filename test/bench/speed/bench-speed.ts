/**
 * npm run bench [-- --rows cold,hook] [--turns N] [--fresh] [--no-warm-up] [--only diskwright]
 *   [--weight N] [--results FILE]
 *
 * Measures diskwright against diskimage-builder 3.13.0 of Debian's package over the rows of `rows.ts`, and writes the tables of
 * docs/performance.md. In each turn every way of building comes once, so that all meet the same weather; a first turn does not count. Every
 * figure is kept in test-results/bench.json at once: what is there already, of the same program, counts, until each way has N of them. A
 * build that fails is told, and the others go on; then it ends with 1. Needs root, a mirror, and half an hour for a turn at most.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { hostMirrors } from "../../support/host-mirrors.js";
import { commitNow, hostFacts } from "./host.js";
import { measure } from "./measure.js";
import { tables, withTables } from "./page.js";
import { openRefreshingMirror } from "./refreshing-mirror.js";
import { known, type Result, readResults, writeResults } from "./results.js";
import { ROWS, rowsOf } from "./rows.js";
import { DIB_PROGRAM, type Way, ways } from "./ways.js";

const PROJECT = resolve(import.meta.dirname, "../../..");
const PAGE = join(PROJECT, "docs/performance.md");
const { values } = parseArgs({
	options: {
		rows: { type: "string", default: "" },
		turns: { type: "string", default: "5" },
		fresh: { type: "boolean", default: false },
		"no-warm-up": { type: "boolean", default: false },
		only: { type: "string" },
		weight: { type: "string", default: "40" },
		results: { type: "string", default: join(PROJECT, "test-results/bench.json") },
	},
});

/** What diskwright's figures hold for: its code, elements and profiles. */
function programDigest(): string {
	const hash = createHash("sha256");
	for (const folder of ["dist", "elements", "profiles"]) {
		const entries = readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true });
		const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
		for (const file of files.sort()) hash.update(file).update(readFileSync(file));
	}
	return `diskwright ${hash.digest("hex").slice(0, 12)}`;
}

const own = programDigest();
// Of what is measured, whatever is checked out meanwhile.
const commit = commitNow();
const programOf = ({ program }: Way) => (program === "diskwright" ? own : DIB_PROGRAM);

async function measureOnce(way: Way, turn: number): Promise<Result> {
	const facts = { way: way.id, program: programOf(way), commit };
	try {
		const cost = await measure(way, turn, Number(values.weight));
		const packages = way.packages?.();
		const figures = [cost.seconds, cost.cpuSeconds, cost.peakMiB, cost.writtenMiB, cost.others];
		console.log(
			`${way.title} ${turn || "warm-up"}`.padEnd(50) + figures.map((it) => it.toFixed(2).padStart(10)).join(""),
		);
		return { ...facts, at: new Date().toISOString(), cost, ...(packages && { packages }) };
	} catch (error) {
		const fault = error instanceof Error ? error.message : String(error);
		console.log(`${way.title} ${turn || "warm-up"}: ${fault}\n`);
		return { ...facts, at: new Date().toISOString(), fault };
	}
}

function writePage(all: readonly Way[], results: readonly Result[]): void {
	const measured = all.map((way) => ({ id: way.id, title: way.title, program: programOf(way) }));
	const text = tables({ rows: ROWS, ways: measured, results, facts: hostFacts(results) });
	writeFileSync(PAGE, withTables(readFileSync(PAGE, "utf8"), text));
}

async function compare(scratch: string, mirror: string): Promise<number> {
	const all = ways(scratch, mirror);
	const rows = rowsOf(values.rows.split(",").filter(Boolean));
	const chosen = all
		.filter(({ id }) => rows.some(({ way, against }) => way === id || against === id))
		.filter(({ program }) => values.only === undefined || values.only === program);
	let results: readonly Result[] = values.fresh ? [] : readResults(values.results);
	const lacks = (way: Way) => {
		const { costs, earlier } = known(results, way.id, programOf(way));
		return Number(values.turns) - (earlier === undefined ? costs.length : 0);
	};
	const failed = new Set<Way>();
	console.log(
		" ".repeat(50) + ["wall s", "CPU s", "peak MiB", "written", "others"].map((it) => it.padStart(10)).join(""),
	);
	for (let turn = 0; turn <= Number(values.turns); turn += 1) {
		for (const way of chosen) {
			if (failed.has(way) || lacks(way) <= 0) continue;
			if (turn === 0 && values["no-warm-up"] && !way.warm) continue;
			const result = await measureOnce(way, turn);
			if (result.fault !== undefined) failed.add(way);
			if (turn === 0 && result.fault === undefined) continue;
			results = [...results, result];
			writeResults(values.results, results);
			writePage(all, results);
		}
	}
	writePage(all, results);
	console.log(
		`\n${tables({ rows, ways: chosen.map((way) => ({ ...way, program: programOf(way) })), results, facts: [] })}`,
	);
	return failed.size === 0 ? 0 : 1;
}

const scratch = mkdtempSync("/var/tmp/diskwright-bench-");
const { debian, security } = hostMirrors();
const mirror = await openRefreshingMirror(debian, security, "bookworm");
try {
	process.exitCode = await compare(scratch, mirror.url);
} finally {
	mirror.close();
	rmSync(scratch, { recursive: true, force: true });
}
