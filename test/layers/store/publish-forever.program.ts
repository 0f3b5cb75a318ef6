import { setTimeout as wait } from "node:timers/promises";
import { openLayerStore } from "../../../src/layers/store/layer-store.js";
import { publishLayer } from "../../../src/layers/store/publish.js";

/**
 * Publishes layers of a folder until it is killed, so many at once, one beginning after the other: `node … CACHE CHANGES
 * BEGINNING COUNT MS`. Says when the last one has begun.
 */
const [cache = "", changes = "", beginning = "", count = "", ms = ""] = process.argv.slice(2);
const answer = await openLayerStore(cache, { make: true });
if ("off" in answer) throw new Error(answer.off);
const { store } = answer;

async function publish(one: number): Promise<never> {
	for (let number = 0; ; number += 1) {
		await publishLayer(store, changes, {
			...{ task: `install/${one}-x`, image: "web", ms: 5, by: "0.1.0", depth: one, outside: [], inputs: [] },
			declaredKey: `${beginning}${one.toString(16)}${number.toString(16).padStart(8, "0")}`.padEnd(64, "0"),
			observed: [],
		});
	}
}

for (let one = 0; one < Number(count); one += 1) {
	publish(one);
	await wait(Number(ms));
}
process.stdout.write("all have begun\n");
