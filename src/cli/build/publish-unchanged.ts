import { resolve } from "node:path";
import { EXIT } from "../../core/errors.js";
import type { Plan } from "../../core/planning/plan.js";
import { afterBuild, chooseOutput, completeRule } from "../../core/publish/planned-publication.js";
import type { CliContext } from "../entry/context.js";
import type { Unchanged } from "./nothing-changed.js";

/** What is published at the end of a build is published too when nothing had to be built: it may be gone there. Returns the exit code. */
export async function publishUnchanged(plan: Plan, { run }: Unchanged, context: CliContext): Promise<number> {
	const planned = afterBuild(plan.settings.publish);
	if (planned.length === 0) return EXIT.ok;
	const { publishAll } = await import("../commands/publish.js");
	const { settings, outputs, architecture, disk } = plan;
	const facts = { architecture, hasEfiPartition: disk.hasEfiPartition, run };
	const rules = planned.map((one) => completeRule(one, plan.imageName));
	const image = async ({ format }: { readonly format?: string }) => {
		// The plan was refused otherwise.
		const file = chooseOutput(outputs, format)?.file ?? plan.imageName;
		return { path: resolve(settings.directory, file), facts };
	};
	return publishAll(image, rules, {}, context);
}
