import { completeRule, type PlannedPublication } from "../core/publish/planned-publication.js";
import { parseTarget } from "../core/publish/publish-rule.js";
import { openTarget } from "./open-target.js";
import type { TargetContext } from "./target-context.js";

/** Finds out before a long build whether it can be published then: logs in, and asks for what is there. Throws UserError. */
export async function assertTargets(
	planned: readonly PlannedPublication[],
	imageName: string,
	context: Pick<TargetContext, "env" | "directory" | "signal">,
): Promise<void> {
	// Folders and web servers are looked at when something is put there.
	for (const one of planned.filter(({ to }) => parseTarget(to).kind === "glance")) {
		const quiet = { ...context, sender: "", secret: () => {} };
		const target = await openTarget(completeRule(one, imageName), {}, quiet);
		try {
			await target.list();
		} finally {
			await target.close();
		}
	}
}
