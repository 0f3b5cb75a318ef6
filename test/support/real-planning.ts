import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll } from "vitest";
import { planService } from "../../src/cli/services/plans.js";
import { catalogueService } from "../../src/cli/services/services.js";
import { parseProfile } from "../../src/core/profile/parse.js";
import type { OpenedProfile } from "../../src/ui/services/profiles.js";
import type { Services } from "../../src/ui/services/services.js";

/** A plan may still be made when its test has ended, and writes a key that is given as text into a file. */
const underWay = new Set<Promise<unknown>>();
const folders: string[] = [];
afterAll(async () => {
	while (underWay.size > 0) await Promise.allSettled(underWay);
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A profile as it is opened, from its YAML. */
export function opened(name: string, yaml: string): OpenedProfile {
	const file = `/profiles/${name}.yaml`;
	return { name, file, kind: "shipped", profile: parseProfile(yaml, file).profile };
}

/** The services that read this package's own elements and make real plans of them. */
export function realPlanning(): Pick<Services, "catalogue" | "plans"> {
	const folder = mkdtempSync(join(tmpdir(), "real-planning-"));
	folders.push(folder);
	const context = {
		env: { HOME: folder, PATH: process.env.PATH ?? "" },
		cwd: folder,
		stdout: new PassThrough(),
		stderr: new PassThrough(),
		packageRoot: join(import.meta.dirname, "../.."),
		version: "0.0.0",
	};
	const plans = planService(context);
	const compile: typeof plans.compile = (draft) => {
		const made = plans.compile(draft);
		underWay.add(made);
		return made.finally(() => underWay.delete(made));
	};
	return { catalogue: catalogueService(context), plans: { ...plans, compile } };
}
