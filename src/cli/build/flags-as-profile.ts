import { inheritable, mergeProfiles } from "../../core/profile/merge.js";
import type { Profile } from "../../core/profile/profile.js";
import { profileOfFlags, variablesOfFlags } from "../../core/settings/from-flags.js";
import type { FlagContext } from "../../core/settings/setting.js";
import type { BuildFlags } from "./build-flags.js";

/**
 * What `diskwright build` would build with these flags and elements over a base, as a profile to be saved: every flag that
 * describes the image becomes a key or a variable.
 */
export function profileFromFlags(
	flags: BuildFlags,
	base: Profile,
	elements: readonly string[],
	context: Omit<FlagContext, "isGiven">,
): Profile {
	const below = inheritable(base);
	const merged = mergeProfiles(below, profileOfFlags(flags, elements, below, context));
	const variables = { ...merged.variables, ...variablesOfFlags(flags, context.absolute, {}).all };
	return Object.keys(variables).length > 0 ? { ...merged, variables } : merged;
}
