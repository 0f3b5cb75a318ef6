import { UserError } from "../../core/errors.js";
import { type KnownRule, knownRules, settledTarget } from "../../publish/known-rules.js";
import { knownTargets } from "../../publish/open-target.js";

export interface FoundTarget {
	/** As it was said, with its login. */
	readonly to: string;
	readonly region?: string;
	/** By which this account has published there. */
	readonly rules: readonly KnownRule[];
}

/** The targets that are said, or else everywhere this account has published to and the clouds it knows. Throws UserError for none. */
export async function findTargets(
	said: readonly string[],
	region: string | undefined,
	{ env, directory, stateFolder }: { env: Record<string, string>; directory: string; stateFolder: string },
): Promise<FoundTarget[]> {
	const known = knownRules(stateFolder);
	const rulesAt = (to: string) => known.filter((rule) => rule.to === settledTarget(to, directory));
	if (said.length > 0)
		return said.map((to) => ({ to, rules: rulesAt(to), ...(region === undefined ? {} : { region }) }));
	const places = new Map<string, FoundTarget>();
	for (const { to, region: own } of known)
		places.set(`${to} ${own ?? ""}`, {
			...{ to, rules: known.filter((rule) => rule.to === to && rule.region === own) },
			...(own === undefined ? {} : { region: own }),
		});
	for (const { to } of await knownTargets({ env, directory })) {
		if (![...places.values()].some((place) => place.to === to)) places.set(to, { to, rules: [] });
	}
	if (places.size > 0) return [...places.values()];
	throw new UserError({
		code: "no-target",
		message: "Nothing was published from here, and no cloud is known",
		next: ["Name a place: diskwright images glance:CLOUD, folder:PATH or https://HOST/PATH/"],
	});
}
