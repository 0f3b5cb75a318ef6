import { expect, onTestFinished, test } from "vitest";
import { randomOf } from "../../cache/edits.js";
import { ALL_EDITS, type Tally, tryEdit, warmUp } from "../../cache/run-edits.js";
import { openWorld } from "../../cache/world.js";
import { observability } from "../../support/observability.js";

const { works, why } = await observability();

// `npm run test:cache` makes as many as wanted.
test.skipIf(!works)(`after random edits a build with layers has the tree of one without${why}`, async () => {
	const world = openWorld();
	onTestFinished(() => world.remove());
	const seed = Number(process.env.CACHE_SEED ?? 7);
	const random = randomOf(seed);
	const tally: Tally = { edits: 0, hits: 0, needless: 0, stale: 0 };
	await warmUp(world);
	for (let count = 0; count < 2; count += 1) {
		const kinds = Object.keys(ALL_EDITS);
		const kind = kinds[Math.floor(random() * kinds.length)] as string;
		expect(await tryEdit(world, kind, random, tally), `seed ${seed}`).toBeUndefined();
	}
	expect(tally).toMatchObject({ edits: 2, needless: 0, stale: 0 });
});
