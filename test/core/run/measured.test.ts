import { expect, test } from "vitest";
import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import { parseRunSummary, summariseRun } from "../../../src/core/run/run-summary.js";

test("what a build took of its folder for temporary files is remembered of its run", () => {
	const state = reduceBuild(initialState(), { seq: 0, at: 5, type: "measured", temporaryBytes: 1234 });
	expect(parseRunSummary(JSON.stringify(summariseRun(state)))?.temporaryBytes).toBe(1234);
	expect(summariseRun(initialState())).not.toHaveProperty("temporaryBytes");
});
