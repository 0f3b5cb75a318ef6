import { resolve } from "node:path";
import { inheritable, mergeProfiles } from "../../../core/profile/merge.js";
import type { Profile } from "../../../core/profile/profile.js";
import { profileOfFlags, variablesOfFlags } from "../../../core/settings/from-flags.js";
import type { FlagContext } from "../../../core/settings/setting.js";
import { findProfile } from "../../../profiles/load-profile.js";
import { type ProfileFolders, profileNameOf } from "../../../profiles/profile-files.js";
import { saveProfile } from "../../../profiles/save-profile.js";
import type { BuildFlags } from "../../build/build-flags.js";
import { loadBuild, secretVariables } from "../../build/build-request.js";
import { ownKey } from "../../build/own-keys.js";
import type { CliContext } from "../../entry/context.js";
import type { Answer } from "./answer.js";

export interface SaveFlags extends BuildFlags {
	readonly title?: string;
	readonly overwrite?: true;
}

/** Saves what `build` would build with the same targets and flags: a variant of the profile that is named among them. */
export async function saveBuild(
	name: string,
	targets: readonly string[],
	flags: SaveFlags,
	folders: ProfileFolders,
	context: CliContext,
): Promise<Answer> {
	const { base, elements, env, catalogue, addedSources } = await loadBuild(targets, flags, [], context);
	const sources = {
		absolute: (file: string) => resolve(context.cwd, file),
		ownKey: () => ownKey(env),
		addedSources,
	};
	const profile = {
		...profileToSave(flags, base?.profile ?? { version: 1 }, elements, sources),
		...(flags.title ? { title: flags.title } : {}),
		...(base ? { extends: nameOrFile(base.file, folders) } : {}),
	};
	const saved = saveProfile(name, profile, folders, {
		overwrite: flags.overwrite === true,
		...(base ? { from: base.file } : {}),
		isSecret: secretVariables(catalogue),
	});
	const path = flags.elementsPath
		? [`The elements path is not in it: build with --elements-path ${flags.elementsPath}`]
		: [];
	return { json: saved, text: `${saved.file}\n`, notes: [...saved.notes, ...path] };
}

/** How another profile refers to the one in this file. */
function nameOrFile(file: string, folders: ProfileFolders): string {
	const name = profileNameOf(file);
	return findProfile(name, folders) === file ? name : file;
}

/**
 * What `diskwright build` would build with these flags and elements over a base, as a profile to be saved: every flag that
 * describes the image becomes a key or a variable.
 */
function profileToSave(
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
