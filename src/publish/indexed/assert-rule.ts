import { UserError } from "../../core/errors.js";
import type { PublishRule } from "../../core/publish/publish-rule.js";

/** Throws UserError for a rule that says something which only clouds know; `place` is the target as the subject of a sentence. */
export function assertPlainRule(rule: PublishRule, place: string, takes: readonly (keyof PublishRule)[] = []): void {
	const said: [keyof PublishRule, boolean, string][] = [
		["visibility", rule.visibility !== "private", `--visibility ${rule.visibility}`],
		["region", rule.region !== undefined, `--region ${rule.region}`],
		["method", rule.method !== "upload", `--method ${rule.method}`],
		["stores", rule.stores.length > 0, "--store"],
		["minDisk", rule.minDisk !== undefined, "--min-disk"],
		["minRam", rule.minRam !== undefined, "--min-ram"],
	];
	const unknown = said.filter(([key, isSaid]) => isSaid && !takes.includes(key)).map(([, , flag]) => flag);
	if (unknown.length === 0) return;
	throw new UserError({
		code: "target-rule",
		message: `${place} knows nothing of ${unknown.join(", ")}: that is for clouds`,
		next: ["Leave it out for this target; who may read the image is said where it is served."],
	});
}
