import { parseArgs } from "node:util";
import { randomOf } from "./edits.js";
import { ALL_EDITS, type Fault, type Tally, tryEdit, warmUp } from "./run-edits.js";
import { openWorld } from "./world.js";

/**
 * Random edits, each followed by a build with layers and one without: `npm run test:cache -- --edits 500 --seed 7`. Every kind of
 * edit comes once before any comes twice. Ends with 1 when a tree was not what it had to be.
 */
const { values } = parseArgs({
	options: {
		edits: { type: "string", default: "54" },
		seed: { type: "string", default: String(Date.now() % 1_000_000) },
		minutes: { type: "string", default: "60" },
		only: { type: "string" },
	},
});
const seed = Number(values.seed);
const random = randomOf(seed);
const kinds = Object.keys(ALL_EDITS).filter((kind) => values.only === undefined || kind.includes(values.only));
const tallies = new Map<string, Tally>(kinds.map((kind) => [kind, { edits: 0, hits: 0, needless: 0, stale: 0 }]));
const faults: Fault[] = [];
const world = openWorld();
process.on("exit", () => world.remove());
const end = performance.now() + Number(values.minutes) * 60_000;
console.log(`seed ${seed}`);
await warmUp(world);
let waiting: string[] = [];
for (let count = 1; count <= Number(values.edits) && performance.now() < end; count += 1) {
	if (waiting.length === 0) waiting = [...kinds];
	const [kind = ""] = waiting.splice(Math.floor(random() * waiting.length), 1);
	const tally = tallies.get(kind) as Tally;
	const before = { ...tally };
	const fault = await tryEdit(world, kind, random, tally);
	const needless = tally.needless - before.needless;
	console.log(`${count}  ${kind}: ${tally.hits - before.hits} taken, ${needless} needless${fault ? ", STALE" : ""}`);
	if (fault) {
		faults.push(fault);
		console.log([`   ${fault.what}`, ...fault.differences.slice(0, 20).map((line) => `   ${line}`)].join("\n"));
	}
}
const all = [...tallies.values()];
const sum = (what: keyof Tally) => all.reduce((total, tally) => total + tally[what], 0);
for (const [kind, { edits, hits, needless, stale }] of tallies) {
	console.log([edits, hits, needless, stale].map((number) => String(number).padStart(6)).join(""), ` ${kind}`);
}
console.log(
	`seed ${seed}: ${sum("edits")} edits, ${sum("hits")} layers taken, ${sum("needless")} needless runs, ${sum("stale")} stale results`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
