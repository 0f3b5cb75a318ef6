import { UserError } from "../core/errors.js";
import type { ProfileEntry } from "../core/profile/stored.js";
import { notFound } from "./load-profile.js";
import { listProfiles, type ProfileFolders } from "./profile-files.js";

/** The file of a saved profile; undefined when there is none of this name. */
export function savedFile(name: string, folders: ProfileFolders): string | undefined {
	return listProfiles(folders).find((entry) => entry.name === name && entry.kind === "saved")?.file;
}

/** A saved profile that is to be changed. Throws UserError `profile-shipped` and `profile-not-found`. */
export function savedEntry(name: string, folders: ProfileFolders): ProfileEntry {
	const entry = listProfiles(folders).find((one) => one.name === name);
	if (!entry) throw notFound(name, folders);
	if (entry.kind === "saved") return entry;
	throw new UserError({
		code: "profile-shipped",
		message: `The profile '${name}' ships with diskwright and cannot be changed`,
		next: [`Make one of your own: diskwright profiles duplicate ${name} my-${name}`],
	});
}

/** Now, as a part of file names: `2026-01-31T12-00-59.123Z`. */
export function fileStamp(): string {
	return new Date().toISOString().replaceAll(":", "-");
}
