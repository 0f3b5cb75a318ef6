import { parseProfile } from "../../../core/profile/parse.js";
import { showProfile } from "../../../core/profile/show.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import { loadProfile, readProfileText } from "../../../profiles/load-profile.js";
import { type ProfileFolders, profileNameOf } from "../../../profiles/profile-files.js";
import type { Answer } from "./answer.js";

/** A profile with everything it extends; its files stand above, and beside a value the profile below that it is from. */
export function showMerged(name: string, folders: ProfileFolders): Answer {
	const { profile, files, fingerprint } = loadProfile(name, folders);
	const layers = files.map((file) => ({
		name: cleanLine(profileNameOf(file)),
		profile: parseProfile(readProfileText(file), file).profile,
	}));
	const head = files.map((file, index) => `# ${index === 0 ? "" : "extends "}${cleanLine(file)}\n`);
	return { json: { files, fingerprint, profile }, text: `${head.join("")}${showProfile(profile, layers)}` };
}
