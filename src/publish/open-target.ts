import type { ImageFacts } from "../core/publish/properties.js";
import { type PublishRule, parseTarget } from "../core/publish/publish-rule.js";
import type { PublishTarget } from "../core/publish/target.js";
import type { TargetContext } from "./target-context.js";

/** Opens the target of a rule; its code is loaded only now. Throws UserError. */
export async function openTarget(rule: PublishRule, facts: ImageFacts, context: TargetContext): Promise<PublishTarget> {
	const words = parseTarget(rule.to);
	switch (words.kind) {
		case "glance":
			return (await import("./glance/open-glance.js")).openGlance(words.name, rule, facts, context);
		case "folder":
			return (await import("./folder/open-folder.js")).openFolder(words.path, rule, facts, context);
		case "http":
			return (await import("./http/open-http.js")).openHttp(words.url, rule, facts, context);
	}
}

/** Targets that are written down on this machine, the usual one first. Throws UserError for files that cannot be read. */
export async function knownTargets({
	env,
	directory,
}: Pick<TargetContext, "env" | "directory">): Promise<readonly { readonly to: string; readonly from: string }[]> {
	return (await import("./glance/list-clouds.js")).listClouds(env, directory);
}
