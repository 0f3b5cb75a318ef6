import { describe, test } from "vitest";
import { STEPS } from "../../../src/ui/app/router.js";
import { fuzz, runs } from "./fuzzed-program.js";

describe("random keys, texts, pastes and resizes", { timeout: 300_000 }, () => {
	test.each([...STEPS, "home", "image", "profiles", "runs", "explorer", "doctor"] as const)(
		"over the screen %s",
		async (screen) => {
			await fuzz(7, () => ({ screen }));
		},
	);

	test("over a result", async () => {
		await fuzz(8, () => ({ screen: "result", run: runs.success as string }));
	});
});
