import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replacedFiles } from "../../../src/cli/services/plans.js";
import type { Plan } from "../../../src/core/planning/plan.js";
import { temporaryFolder } from "../../support/elements.js";

test("a plan tells which images give way and are kept", () => {
	const directory = temporaryFolder();
	writeFileSync(join(directory, "web.qcow2"), "123");
	const plan = (overwriteOldImage: boolean) =>
		({
			outputs: [{ file: "web.qcow2" }, { file: "web.raw" }],
			settings: { directory, overwriteOldImage },
		}) as unknown as Plan;
	expect(replacedFiles(plan(false))).toEqual([{ file: "web.qcow2", bytes: 3 }]);
	expect(replacedFiles(plan(true))).toEqual([]);
});
