import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { openArchive } from "./debian/debian-world.js";
import { type Random, randomOf } from "./edits/edit.js";
import { KINDS } from "./edits/kinds.js";
import { emptyTally, type Tally, type Tried, tryEdit, warmUp } from "./run-edits.js";
import { openWorld } from "./world.js";

/**
 * Random edits, each followed by a build with layers and one without: `npm run test:cache -- --edits 500 --seed 7 --workers 2`. Every
 * kind of edit comes once before any comes twice; each worker has a world and a seed of its own, the next ones. Every tenth edit has
 * the hooks of the build without layers under strace. Ends with 1 when a tree was not what it had to be, or something was looked for
 * that no key covers.
 */
const { values } = parseArgs({
	options: {
		edits: { type: "string", default: "50" },
		seed: { type: "string", default: String(Date.now() % 1_000_000) },
		workers: { type: "string", default: "2" },
		minutes: { type: "string", default: "60" },
		/** Only kinds with this in their name. */
		only: { type: "string" },
		/** Every so manieth edit is traced. */
		trace: { type: "string", default: "10" },
		/** Of Debian in place of the tiny operating system; its packages are fetched. */
		debian: { type: "boolean", default: false },
		/** A file that gets a line of JSON for every edit. */
		log: { type: "string" },
	},
});
const { openWorld: open, kinds: all } = values.debian ? await openArchive() : { openWorld, kinds: KINDS };
const kinds = Object.keys(all).filter((kind) => values.only === undefined || kind.includes(values.only));
const tallies = new Map<string, Tally>(kinds.map((kind) => [kind, emptyTally()]));
const end = performance.now() + Number(values.minutes) * 60_000;
const workers = Number(values.workers);
let [begun, faults] = [0, 0];

const seeds = Array.from({ length: workers }, (_, index) => Number(values.seed) + index);
await Promise.all(seeds.map(work));
for (const [kind, tally] of tallies) console.log(`${numbers(tally)}  ${kind}`);
const sum = (what: keyof Tally) => [...tallies.values()].reduce((total, tally) => total + tally[what], 0);
console.log("   edits  taken    ran needless  stale  looked  unexplained");
console.log(
	`seeds ${seeds.join(", ")}: ${sum("edits")} edits, ${sum("hits")} layers taken, ${sum("ran")} hooks ran, ${sum("needless")} of them ` +
		`needlessly; ${sum("stale")} stale results, ${sum("unexplained")} of ${sum("lookups")} look-ups unexplained`,
);
process.exit(faults > 0 ? 1 : 0);

async function work(seed: number): Promise<void> {
	const random = randomOf(seed);
	let deck: string[] = [];
	let world = open();
	process.on("exit", () => world.remove());
	console.log(`seed ${seed}: ${world.folder}`);
	await warmUp(world);
	for (let count = 1; begun < Number(values.edits) && performance.now() < end; count += 1) {
		begun += 1;
		if (deck.length === 0) deck = shuffled(kinds, random);
		const kind = deck.pop() as string;
		try {
			tell(
				seed,
				count,
				kind,
				await tryEdit(world, kind, random, { traced: count % Number(values.trace) === 0, kinds: all }),
			);
		} catch (error) {
			faults += 1;
			console.log(`${seed}/${count}  FAILED ${(error as Error).message.slice(-6000)}`);
			world.remove();
			world = open();
			await warmUp(world);
		}
	}
}

function tell(seed: number, count: number, kind: string, tried: Tried): void {
	const tally = tallies.get(kind) as Tally;
	tally.edits += 1;
	for (const name of ["hits", "ran", "needless", "stale", "lookups", "unexplained"] as const)
		tally[name] += tried[name];
	if (tried.stale > 0 || tried.unexplained > 0) faults += 1;
	const { hits, ran, needless, stale } = tried;
	console.log(
		[
			`${seed}/${count}  ${tried.kind}: ${hits} taken, ${ran} ran, ${needless} needlessly${stale > 0 ? ", STALE" : ""}`,
			...(needless + stale + tried.unexplained > 0 ? [tried.what] : []),
			...[...tried.differences, ...tried.unexplainedPaths, ...tried.needlessTasks].slice(0, 30),
		].join("\n   "),
	);
	if (values.log !== undefined) appendFileSync(values.log, `${JSON.stringify({ seed, count, of: kind, ...tried })}\n`);
}

function numbers({ edits, hits, ran, needless, stale, lookups, unexplained }: Tally): string {
	return [edits, hits, ran, needless, stale, lookups, unexplained].map((one) => String(one).padStart(8)).join("");
}

function shuffled(list: readonly string[], random: Random): string[] {
	const left = [...list];
	return list.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
