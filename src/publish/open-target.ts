import { cloudsIn } from "../core/publish/clouds.js";
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

/** The clouds that files and variables name, as targets. Throws UserError for a file that cannot be read. */
export async function cloudTargets({ env, directory }: Pick<TargetContext, "env" | "directory">): Promise<string[]> {
	const { findCloudsFiles } = await import("./glance/find-clouds.js");
	const named = Object.keys(cloudsIn(findCloudsFiles(env, directory))).map((name) => `glance:${name}`);
	return named.length === 0 && env.OS_AUTH_URL ? ["glance"] : named;
}

/** Targets that are written down on this machine, the usual one first. Throws UserError for files that cannot be read. */
export async function knownTargets(
	env: TargetContext["env"],
	directory: string,
): Promise<readonly { readonly to: string; readonly from: string }[]> {
	return (await import("./glance/list-clouds.js")).listClouds(env, directory);
}
