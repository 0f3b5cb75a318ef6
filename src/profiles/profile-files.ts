import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { ProfileEntry } from "../core/profile/stored.js";
import { userFolders } from "../host/user-folders.js";

/** Where profiles are looked for. */
export interface ProfileFolders {
	/** In the user's own configuration; wins over shipped ones of the same name. */
	readonly saved: string;
	/** `profiles` of the installed package. */
	readonly shipped: string;
	/** Base of relative paths. */
	readonly cwd: string;
}

/** The folders for this environment. */
export function profileFolders(
	env: Readonly<Record<string, string>>,
	packageRoot: string,
	cwd: string,
): ProfileFolders {
	return { saved: join(userFolders(env).config, "profiles"), shipped: join(packageRoot, "profiles"), cwd };
}

/** All profiles that can be named, sorted; a saved one hides a shipped one of the same name. */
export function listProfiles(folders: ProfileFolders): ProfileEntry[] {
	const entries = new Map<string, ProfileEntry>();
	for (const kind of ["shipped", "saved"] as const) {
		for (const file of yamlFiles(folders[kind])) {
			const name = profileNameOf(file);
			entries.set(name, { name, file: join(folders[kind], file), kind });
		}
	}
	return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The name that a profile's file gives it. */
export function profileNameOf(file: string): string {
	return basename(file).replace(/\.ya?ml$/, "");
}

function yamlFiles(folder: string): string[] {
	try {
		return readdirSync(folder).filter((file) => /^[^.].*\.ya?ml$/.test(file));
	} catch {
		return [];
	}
}
