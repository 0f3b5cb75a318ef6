import { serialiseError } from "../../core/errors.js";
import { isProfilePath } from "../../core/profile/paths.js";
import { listProfiles, loadProfile, profileFolders } from "../../profiles/load-profile.js";
import type { ListedProfile, ProfileService } from "../../ui/services/profiles.js";
import type { CliContext } from "../context.js";

/** Saved and shipped profiles for the screens. */
export function profileService({ env, packageRoot, cwd }: CliContext): ProfileService {
	const folders = profileFolders(env, packageRoot, cwd);
	return {
		list: async () =>
			listProfiles(folders).map((entry): ListedProfile => {
				try {
					const { title } = loadProfile(entry.name, folders).profile;
					return { ...entry, ...(title ? { title } : {}) };
				} catch (error) {
					return { ...entry, problem: serialiseError(error) };
				}
			}),
		async open(nameOrPath) {
			const { profile, file } = loadProfile(nameOrPath, folders);
			const listed = listProfiles(folders).find((entry) => entry.name === nameOrPath);
			const kind = isProfilePath(nameOrPath) ? "path" : (listed?.kind ?? "path");
			return { name: profile.name, file, kind, profile };
		},
	};
}
