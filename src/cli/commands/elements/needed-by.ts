import { isFetched, type ProfileSource } from "../../../core/element/source.js";
import type { ProfileFolders } from "../../../profiles/profile-files.js";
import { readProfileList } from "../../../profiles/profile-list.js";

/** A saved profile that names a collection, and the commit it names. */
export interface NeedingProfile {
	readonly profile: string;
	readonly commit: string;
}

/** The saved profiles that need elements of this origin, also those that inherit the need. */
export function profilesWithOrigin(origin: string, folders: ProfileFolders): NeedingProfile[] {
	return readProfileList(folders).flatMap(({ name, loaded }) => {
		const needed: ProfileSource | undefined = loaded?.profile.sources?.find(({ from }) => from === origin);
		return needed && isFetched(needed) ? [{ profile: name, commit: needed.commit }] : [];
	});
}
