import { describe, test } from "vitest";
import { NAMED_SCREENS } from "../../../src/ui/app/screens.js";
import { STEPS } from "../../../src/ui/wizard/steps.js";
import { fuzz, runs } from "./fuzzed-program.js";

describe("random keys, texts, pastes and resizes", { timeout: 300_000 }, () => {
	test.each(NAMED_SCREENS)("over the screen $title", async ({ route }) => {
		await fuzz(4, () => route);
	});

	test.each(STEPS)("over the step $title", async ({ id }) => {
		await fuzz(4, () => ({ screen: "step", step: id }));
	});

	test("over a result", async () => {
		await fuzz(4, () => ({ screen: "result", run: runs.success as string }));
	});
});
