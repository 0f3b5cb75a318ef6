import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { serialiseError, UserError } from "../core/errors.js";
import type { ProfileEntry, StoredProfile } from "../core/profile/stored.js";
import { loadProfile } from "./load-profile.js";
import { listProfiles, type ProfileFolders } from "./profile-files.js";

/** All profiles that can be named, usable or not, sorted by name. */
export function readProfileList(folders: ProfileFolders): StoredProfile[] {
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

function contentOf({ file }: ProfileEntry, folders: ProfileFolders): Partial<StoredProfile> {
	try {
		const loaded = loadProfile(file, folders);
		const { title, extends: base } = loaded.profile;
		return { loaded, ...(title ? { title } : {}), ...(base ? { extends: base } : {}) };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return { problem: serialiseError(error) };
	}
}
