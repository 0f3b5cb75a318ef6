import { resolve } from "node:path";
import type { ImageFacts } from "../../core/publish/properties.js";
import type { PublishRule } from "../../core/publish/publish-rule.js";
import type { PublishTarget } from "../../core/publish/target.js";
import { assertPlainRule } from "../indexed/assert-rule.js";
import { openIndexed } from "../indexed/open-indexed.js";
import type { TargetContext } from "../target-context.js";
import { FolderShelf } from "./folder-shelf.js";

/** A folder as a target: of this machine, or mounted from another one. Throws UserError. */
export async function openFolder(
	path: string,
	rule: PublishRule,
	facts: ImageFacts,
	context: TargetContext,
): Promise<PublishTarget> {
	assertPlainRule(rule, "A folder");
	const folder = resolve(context.directory, path);
	return openIndexed(await FolderShelf.open(folder, context.signal), rule, facts, context);
}
