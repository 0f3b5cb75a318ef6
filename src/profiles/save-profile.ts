import { dirname, join } from "node:path";
import { UserError } from "../core/errors.js";
import { checkNoSecrets, checkProfileName } from "../core/profile/check.js";
import { differenceFrom } from "../core/profile/difference.js";
import { editProfileText, profileText } from "../core/profile/edit.js";
import { parseProfile } from "../core/profile/parse.js";
import type { Profile } from "../core/profile/profile.js";
import type { SavedProfile, SaveOptions } from "../core/profile/stored.js";
import { fingerprintOf, loadProfile, readProfileText, withPathsFor } from "./load-profile.js";
import { type ProfileFolders, profileNameOf } from "./profile-files.js";
import { fileStamp, savedFile } from "./saved-files.js";
import { writeProfileFile } from "./write-file.js";

/** What saving would do. */
export interface PlannedSave {
	readonly file: string;
	readonly text: string;
	/** What the file holds now; absent when there is none. */
	readonly before?: string;
	/** Where what is there now is kept, because it cannot be read as a profile. */
	readonly setAside?: string;
	/** What happens beside the saving, one sentence each. */
	readonly notes: readonly string[];
}

/**
 * Saves a profile as `loadProfile` gives it: with everything it extends merged in. While it extends another one, only what
 * differs is written; comments and order of a file that is replaced stay. Throws UserError: `bad-profile-name`,
 * `secret-in-profile`, `bad-profile`, `profile-exists`, `profile-changed`, `profile-unwritable`, `folder-unwritable`, and
 * those of `loadProfile` for the base.
 */
export function saveProfile(
	name: string,
	profile: Profile,
	folders: ProfileFolders,
	options: SaveOptions = {},
): SavedProfile {
	const { file, text, before, setAside, notes } = planSave(name, profile, folders, options);
	if (before !== undefined) assertMayReplace(name, before, options);
	writeProfileFile(file, text, setAside);
	return { name, file, fingerprint: fingerprintOf(text), ...(setAside ? { setAside } : {}), notes };
}

/** What saveProfile would write, without a look at whether it may replace what is there. Throws UserError like it. */
export function planSave(
	name: string,
	profile: Profile,
	folders: ProfileFolders,
	options: Pick<SaveOptions, "from" | "isSecret"> = {},
): PlannedSave {
	checkProfileName(name);
	checkNoSecrets(profile, options.isSecret);
	const existing = savedFile(name, folders);
	const file = existing ?? join(folders.saved, `${name}.yaml`);
	const { wanted, notes } = whatToWrite(name, withPathsFor(file, profile, options.from ?? file), file, folders);
	if (existing === undefined) return { file, text: newText(wanted, file), notes };
	const before = readProfileText(existing);
	const damage = damageOf(before, file);
	if (!damage) return { file, text: editedText(before, wanted, file), before, notes };
	const setAside = `${file}.${damage}-${fileStamp()}`;
	const kept = `What was there is no profile that can be read; it is kept as ${setAside}`;
	return { file, text: newText(wanted, file), before, setAside, notes: [...notes, kept] };
}

/** What the file has to say: the difference to the base, or everything when it cannot be a variant. */
function whatToWrite(name: string, profile: Profile, file: string, folders: ProfileFolders) {
	const { name: _name, ...whole } = profile;
	const { extends: baseName, ...alone } = whole;
	if (baseName === undefined) return { wanted: whole, notes: [] };
	if (baseName === name)
		return { wanted: alone, notes: [`It holds everything itself now, because it replaces '${name}'`] };
	const base = loadProfile(baseName, { ...folders, cwd: dirname(file) });
	if (base.files.some((one) => one === file || profileNameOf(one) === name))
		return { wanted: alone, notes: [`It holds everything itself now, because '${baseName}' extends it`] };
	const difference = differenceFrom(withPathsFor(file, base.profile, base.file), whole);
	if (difference) return { wanted: difference, notes: [] };
	return {
		wanted: alone,
		notes: [`It holds everything itself now, because it leaves out something that '${baseName}' has`],
	};
}

function assertMayReplace(name: string, text: string, { overwrite, fingerprint }: SaveOptions): void {
	if (overwrite) return;
	if (fingerprint === undefined) {
		throw new UserError({
			code: "profile-exists",
			message: `There is a saved profile '${name}' already`,
			next: ["Save under another name, or overwrite it."],
		});
	}
	if (fingerprint === fingerprintOf(text)) return;
	throw new UserError({
		code: "profile-changed",
		message: `The profile '${name}' was changed by another program since it was loaded`,
		next: [
			"Save under another name, which keeps both.",
			"Reload it, which loses your changes.",
			"Overwrite it, which loses those of the other program.",
		],
	});
}

/** Why a text is not a profile: the suffix for its file when it is set aside. */
function damageOf(text: string, file: string): "damaged" | "newer" | undefined {
	try {
		parseProfile(text, file);
		return undefined;
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return error.code === "newer-version" ? "newer" : "damaged";
	}
}

function newText(wanted: Profile, file: string): string {
	const text = profileText(wanted);
	parseProfile(text, file);
	return text;
}

function editedText(before: string, wanted: Profile, file: string): string {
	const { profile } = parseProfile(before, file);
	const whole = profile.name === undefined ? wanted : { ...wanted, name: profileNameOf(file) };
	const text = editProfileText(before, whole);
	parseProfile(text, file);
	return text;
}
