import { resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import type { BuildOptions } from "../../core/planning/build-options.js";
import { mergeProfiles } from "../../core/profile/merge.js";
import { applyProfile, type ProfileSources } from "../../core/profile/options.js";
import type { Profile } from "../../core/profile/profile.js";
import { plainVariables } from "../../core/profile/variables.js";
import { optionsFromEnvironment } from "../../core/settings/from-environment.js";
import { profileOfFlags, variablesOfFlags } from "../../core/settings/from-flags.js";
import { nearest } from "../../core/text/suggest.js";
import { given } from "../../core/values/given.js";
import type { BuildFlags } from "./build-flags.js";

/** A profile and the elements to add to it; one of both may be missing. */
export interface Targets {
	readonly profile?: string;
	readonly elements: readonly string[];
}

/** What targets can name. */
export interface Names {
	readonly profiles: readonly string[];
	readonly elements: Iterable<string>;
	readonly isPath: (text: string) => boolean;
	/** What is known of a name that is neither: one sentence each. */
	readonly hints?: readonly string[];
}

/**
 * Tells profiles from elements on the command line: a path is a profile, a name the one that exists. A name that is both
 * is the profile where it comes first. Throws UserError for unknown names and for two profiles.
 */
export function splitTargets(targets: readonly string[], names: Names): Targets {
	const known = new Set(names.elements);
	const isProfile = profileTest(names, known);
	const profiles = targets.filter(isProfile);
	const elements = targets.filter((target, index) => !isProfile(target, index));
	const unknown = elements.find((name) => !known.has(name));
	if (unknown !== undefined) {
		const near = nearest(unknown, [...names.profiles, ...known]);
		throw new UserError({
			code: "target-not-found",
			message: `There is no profile and no element '${unknown}'`,
			next: [
				...(names.hints ?? []),
				...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
				`Profiles: ${names.profiles.join(", ") || "none"}. Elements of your own need --elements-path, those of others --source.`,
			],
		});
	}
	if (profiles.length > 1) {
		throw new UserError({
			code: "two-profiles",
			message: `A build has one profile, but ${profiles.join(" and ")} are given`,
			next: ["Several are for 'diskwright build' alone; name one of them, or write a profile that extends it."],
		});
	}
	return { ...given("profile", profiles[0]), elements };
}

/** The first of the targets that is a profile, as far as can be told before the collections that it needs are known. */
export function profileTarget(targets: readonly string[], names: Names): string | undefined {
	return profileTargets(targets, names)[0];
}

/** All of them, likewise. */
export function profileTargets(targets: readonly string[], names: Names): string[] {
	return targets.filter(profileTest(names, new Set(names.elements)));
}

const profileTest = (names: Names, known: ReadonlySet<string>) => (target: string, index: number) =>
	names.isPath(target) || (names.profiles.includes(target) && (index === 0 || !known.has(target)));

/**
 * The options of a `diskwright build`: flags over the profile over the environment over defaults. `profile` is empty for
 * a build from elements alone.
 */
export function buildOptions(
	flags: BuildFlags,
	profile: Profile,
	elements: readonly string[],
	argv: readonly string[],
	sources: ProfileSources & { readonly cwd: string; readonly ownKey: () => string | undefined },
): BuildOptions {
	const { cwd, ownKey } = sources;
	const absolute = (file: string) => resolve(cwd, file);
	const said = profileOfFlags(flags, elements, profile, { absolute, ownKey, addedSources: [] });
	const merged = mergeProfiles(profile, said);
	const env = { ...sources.env, ...plainVariables(merged) };
	const { exported, all } = variablesOfFlags(flags, absolute, env);
	const options = applyProfile(optionsFromEnvironment("diskwright", { ...env, ...all }, cwd), merged, sources);
	const replaced = new Set(exported.map(({ name }) => name));
	return {
		...options,
		argv,
		variables: [...options.variables.filter(({ name }) => !replaced.has(name)), ...exported],
	};
}
