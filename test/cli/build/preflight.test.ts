import { expect, test } from "vitest";
import { preflight } from "../../../src/cli/build/preflight.js";
import { EXIT } from "../../../src/core/errors.js";
import type { CompiledPlan } from "../../../src/core/planning/compile-plan.js";

test("programs that no emulator of this host runs are said before anything else is looked at", async () => {
	const support = { name: "arm64", how: "unavailable", detail: "no table", cure: "mount it" };
	const plan = { architecture: "aarch64", support, disk: { usesLvm: false } };
	await expect(
		preflight({ plan } as unknown as CompiledPlan, { yes: true, stderr: { write: () => {} } }),
	).rejects.toMatchObject({
		code: "foreign-architecture",
		message: "This host cannot run the programs of aarch64 images: no table",
		next: ["mount it", "diskwright doctor shows what can be built here."],
		exitCode: EXIT.host,
	});
});
