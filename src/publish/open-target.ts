import type { ImageFacts } from "../core/publish/properties.js";
import { type PublishRule, parseTarget } from "../core/publish/publish-rule.js";
import type { PublishTarget } from "../core/publish/target.js";
import type { TargetContext } from "./target-context.js";

/** Opens the target of a rule; its code is loaded only now. Throws UserError. */
export async function openTarget(rule: PublishRule, facts: ImageFacts, context: TargetContext): Promise<PublishTarget> {
	const words = parseTarget(rule.to);
	const { openGlance } = await import("./glance/open-glance.js");
	return openGlance(words.name, rule, facts, context);
}
