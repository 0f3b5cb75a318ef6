import { describe, test } from "vitest";
import { SHAPES } from "../../support/runs/shapes.js";
import { fuzz, runs } from "./fuzzed-program.js";

/** Times as fast as the builds were. */
const REPLAY_SPEED = 100;

describe("random keys, texts, pastes and resizes", { timeout: 300_000 }, () => {
	test.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])("over the replayed build %s", async (shape) => {
		await fuzz(6, () => ({ screen: "build", run: runs[shape] as string, replay: REPLAY_SPEED }));
	});
});
