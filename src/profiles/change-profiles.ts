import { dirname, join } from "node:path";
import { mergeSources, type ProfileSource } from "../core/element/source.js";
import { UserError } from "../core/errors.js";
import { checkProfileName } from "../core/profile/check.js";
import { editProfileText } from "../core/profile/edit.js";
import { parseProfile } from "../core/profile/parse.js";
import type { Profile } from "../core/profile/profile.js";
import { findProfile, notFound, readProfileText, withPathsFor } from "./load-profile.js";
import { listProfiles, type ProfileFolders } from "./profile-files.js";
import { fileStamp, savedEntry, savedFile } from "./saved-files.js";
import { moveProfileFile, writeProfileFile } from "./write-file.js";

/**
 * Renames a saved profile; those that extend it by name follow, which `variants` names. Throws UserError:
 * `profile-not-found`, `profile-shipped`, `bad-profile-name`, `profile-exists`, `profile-unwritable`.
 */
export function renameProfile(
	name: string,
	newName: string,
	folders: ProfileFolders,
): { readonly file: string; readonly variants: readonly string[] } {
	const { file } = savedEntry(name, folders);
	assertFree(newName, folders);
	const variants = variantsOf(name, folders);
	const newFile = join(dirname(file), `${newName}.yaml`);
	moveProfileFile(file, newFile);
	changeText(newFile, (profile) => (profile.name === undefined ? profile : { ...profile, name: newName }));
	for (const variant of variants) {
		const variantFile = savedFile(variant, folders);
		if (variantFile) changeText(variantFile, (profile) => ({ ...profile, extends: newName }));
	}
	return { file: newFile, variants };
}

/**
 * Copies any profile, also a shipped one or a path, to a saved one, comments included. Throws UserError:
 * `profile-not-found`, `bad-profile-name`, `profile-exists`, `profile-unwritable`, and what is wrong with the profile.
 */
export function duplicateProfile(
	nameOrPath: string,
	newName: string,
	folders: ProfileFolders,
): { readonly file: string } {
	const source = findProfile(nameOrPath, folders);
	if (!source) throw notFound(nameOrPath, folders);
	assertFree(newName, folders);
	const text = readProfileText(source);
	const { profile } = parseProfile(text, source);
	const file = join(folders.saved, `${newName}.yaml`);
	const moved = withPathsFor(file, profile, source);
	assertNoCircle(moved, newName);
	writeProfileFile(file, editProfileText(text, profile.name === undefined ? moved : { ...moved, name: newName }));
	return { file };
}

/**
 * Lets a saved profile use a collection of elements at this commit; its comments stay. Throws UserError:
 * `profile-not-found`, `profile-shipped`, `profile-unwritable`.
 */
export function pinProfile(name: string, pin: ProfileSource, folders: ProfileFolders): void {
	const { file } = savedEntry(name, folders);
	changeText(file, (profile) => ({ ...profile, sources: mergeSources(profile.sources ?? [], [pin]) }));
}

/**
 * Takes a saved profile out of the list: its file is moved to `deleted` in the folder of saved profiles, and can be moved
 * back. Throws UserError: `profile-not-found`, `profile-shipped`, `profile-unwritable`, and `profile-extended` while others
 * extend it, unless `force`.
 */
export function deleteProfile(
	name: string,
	folders: ProfileFolders,
	{ force = false }: { readonly force?: boolean } = {},
): { readonly file: string; readonly movedTo: string } {
	const { file } = savedEntry(name, folders);
	const variants = variantsOf(name, folders);
	if (variants.length > 0 && !force) {
		throw new UserError({
			code: "profile-extended",
			message: `The profile '${name}' is extended by ${variants.join(", ")}`,
			next: ["Delete or change those first; --force deletes it all the same."],
		});
	}
	const movedTo = join(folders.saved, "deleted", `${name}-${fileStamp()}.yaml`);
	moveProfileFile(file, movedTo);
	return { file, movedTo };
}

/** The saved profiles that extend the one of this name; damaged ones say nothing. */
export function variantsOf(name: string, folders: ProfileFolders): string[] {
	const target = findProfile(name, folders);
	return listProfiles(folders)
		.filter(({ kind, file }) => kind === "saved" && file !== target && baseOf(file) === name)
		.map((entry) => entry.name);
}

function baseOf(file: string): string | undefined {
	try {
		return parseProfile(readProfileText(file), file).profile.extends;
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}

function assertFree(name: string, folders: ProfileFolders): void {
	checkProfileName(name);
	if (savedFile(name, folders) === undefined) return;
	throw new UserError({
		code: "profile-exists",
		message: `There is a saved profile '${name}' already`,
		next: ["Choose another name, or delete that one first."],
	});
}

/** A profile cannot hide the one it extends. */
function assertNoCircle(profile: Profile, name: string): void {
	if (profile.extends !== name) return;
	throw new UserError({
		code: "circular-profile",
		message: `A profile '${name}' cannot extend '${name}'`,
		next: ["Choose another name."],
	});
}

/** Changes what a file says; a damaged one is left alone. */
function changeText(file: string, change: (profile: Profile) => Profile): void {
	const text = readProfileText(file);
	let profile: Profile;
	try {
		({ profile } = parseProfile(text, file));
	} catch (error) {
		if (error instanceof UserError) return;
		throw error;
	}
	const edited = editProfileText(text, change(profile));
	if (edited !== text) writeProfileFile(file, edited);
}
