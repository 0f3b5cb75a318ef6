import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type SerialisedError, serialiseError, UserError } from "../core/errors.js";
import {
	type LoadedProfile,
	listProfiles,
	loadProfile,
	type ProfileEntry,
	type ProfileFolders,
} from "./load-profile.js";

/** A profile as a list shows it. Texts are as written: they may hold anything and are cleaned where they are shown. */
export interface ListedProfile extends ProfileEntry {
	readonly title?: string;
	/** Name or path of the profile it is a variant of. */
	readonly extends?: string;
	/** With everything it extends; absent when there is a problem. */
	readonly loaded?: LoadedProfile;
	/** Why it cannot be used, with file and line: damaged, of a newer version, its base is missing. */
	readonly problem?: SerialisedError;
	/** True when a shipped profile of the same name is hidden by it. */
	readonly hidesShipped: boolean;
	/** Last change of the file; absent when it cannot be told. */
	readonly modified?: Date;
}

/** All profiles that can be named, usable or not, sorted by name. */
export function readProfileList(folders: ProfileFolders): ListedProfile[] {
	return listProfiles(folders).map((entry) => {
		const modified = statSync(entry.file, { throwIfNoEntry: false })?.mtime;
		return {
			...entry,
			...contentOf(entry, folders),
			hidesShipped:
				entry.kind === "saved" &&
				["yaml", "yml"].some((suffix) => existsSync(join(folders.shipped, `${entry.name}.${suffix}`))),
			...(modified ? { modified } : {}),
		};
	});
}

function contentOf({ file }: ProfileEntry, folders: ProfileFolders): Partial<ListedProfile> {
	try {
		const loaded = loadProfile(file, folders);
		const { title, extends: base } = loaded.profile;
		return { loaded, ...(title ? { title } : {}), ...(base ? { extends: base } : {}) };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return { problem: serialiseError(error) };
	}
}
