import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { afterBuild } from "../../core/publish/planned-publication.js";

/** A wrong password or cloud is told before the build, not behind it. Throws UserError. */
export async function assertPublishing({ plan, environment }: CompiledPlan): Promise<void> {
	const planned = afterBuild(plan.settings.publish);
	if (planned.length === 0) return;
	const { assertTargets } = await import("../../publish/assert-targets.js");
	const { directory } = plan.settings;
	await assertTargets(planned, plan.imageName, { env: environment, directory, signal: new AbortController().signal });
}
