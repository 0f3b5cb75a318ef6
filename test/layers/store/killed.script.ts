import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { LAYER_LIMITS } from "../../../src/core/layers/forget.js";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { listEntries } from "../../../src/layers/store/list.js";
import { pruneLayers, verifyLayers } from "../../../src/layers/store/prune.js";
import { publishLayer } from "../../../src/layers/store/publish.js";

/** Kills a process that publishes layers at so many moments of it, and looks at what is left. */
const moments = Number(process.argv[2]);
const folder = mkdtempSync("/var/tmp/killed-");
const changes = join(folder, "changes");
for (let index = 0; index < 30; index += 1) {
	mkdirSync(join(changes, `d${index}`), { recursive: true });
	writeFileSync(join(changes, `d${index}/file`), "x".repeat(5000 * index));
	symlinkSync("file", join(changes, `d${index}/link`));
}
// Without tsx a program begins in no time.
const program = join(folder, "program.mjs");
const root = join(import.meta.dirname, "../../..");
await build({
	...{ entryPoints: [join(import.meta.dirname, "publish-forever.program.ts")], outfile: program, bundle: true },
	...{ platform: "node", format: "esm", external: ["koffi"], logLevel: "error" },
	banner: { js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);" },
});
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));

const cache = join(folder, "cache");
mkdirSync(cache);
const opened = await openLayerStore(cache, { make: true });
if ("off" in opened) throw new Error(opened.off);
const { store } = opened;

/** How many are being published at once, each at another moment, when the process is killed. */
const AT_ONCE = 10;

/** Kills it: alone, or with the tools that it has started. */
async function killAt(round: number, takes: number): Promise<void> {
	const beginning = round.toString(16).padStart(4, "0");
	const step = takes / AT_ONCE;
	const child = spawn(process.execPath, [program, cache, changes, beginning, String(AT_ONCE), String(step)], {
		detached: true,
		stdio: ["ignore", "pipe", "inherit"],
	});
	await once(child.stdout, "data");
	await wait((step * round * AT_ONCE) / moments);
	const ended = once(child, "exit");
	process.kill(round % 2 === 0 ? -(child.pid as number) : (child.pid as number), "SIGKILL");
	await ended;
}

const start = performance.now();
await publishLayer(store, changes, {
	...{ task: "install/1-x", image: "web", ms: 5, by: "0.1.0", depth: 1, outside: [], inputs: [], observed: [] },
	declaredKey: "f".repeat(64),
});
const takes = performance.now() - start;
let whole = 0;
for (let round = 0; round < moments / AT_ONCE; round += 1) {
	await killAt(round, takes);
	const entries = await listEntries(store);
	const damaged = entries.filter((entry) => entry.damaged !== undefined);
	assert.deepEqual(damaged, [], "no entry without a record");
	assert.deepEqual(
		entries.filter(({ inUse }) => inUse),
		[],
		"locks end with who holds them",
	);
	whole = entries.length;
}
const verified = await verifyLayers(store);
assert.deepEqual(verified.damaged, []);
assert.equal(verified.whole, whole);
const unfinished = readdirSync(join(store.folder, "tmp"));
await pruneLayers(store, { ...LAYER_LIMITS, minimumFree: 0 }, Date.now() + 3_600_000);
assert.deepEqual(readdirSync(join(store.folder, "tmp")), [], "what nobody locks is rubbish");
console.log(`killed at ${moments} moments: ${whole} whole layers, ${unfinished.length} unfinished, none damaged`);
rmSync(folder, { recursive: true });
