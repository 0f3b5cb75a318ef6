import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type Place, UserError } from "../core/errors.js";
import { inheritable, mergeProfiles } from "../core/profile/merge.js";
import { parseProfile } from "../core/profile/parse.js";
import type { Profile } from "../core/profile/profile.js";
import type { LoadedProfile } from "../core/profile/stored.js";
import { isProfilePath } from "../core/settings/files.js";
import { ALL_SETTINGS, placeValues, statedValue } from "../core/settings/settings.js";
import { nearest } from "../core/text/suggest.js";
import { readText } from "../host/read-text.js";
import { listProfiles, type ProfileFolders, profileNameOf } from "./profile-files.js";

/** The file of a profile given by name or path; undefined when there is none. */
export function findProfile(nameOrPath: string, folders: ProfileFolders): string | undefined {
	if (isProfilePath(nameOrPath)) {
		const path = resolve(folders.cwd, nameOrPath);
		return existsSync(path) ? path : undefined;
	}
	return listProfiles(folders).find(({ name }) => name === nameOrPath)?.file;
}

/** Loads a profile by name or path, with all it extends. Throws UserError: not found, unreadable, wrong, circular. */
export function loadProfile(nameOrPath: string, folders: ProfileFolders): LoadedProfile {
	const file = findProfile(nameOrPath, folders);
	if (!file) throw notFound(nameOrPath, folders);
	return loadChain(file, folders, []);
}

/** A hash of what a file holds. */
export function fingerprintOf(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** A profile that was written in `from`, as it has to be written in `file`: paths count from where they stand. */
export function withPathsFor<P extends Profile>(file: string, profile: P, from: string): P {
	if (dirname(file) === dirname(from)) return profile;
	const absolute = (path: string) => (path.startsWith("~/") ? path : resolve(dirname(from), path));
	return { ...profile, ...mapPaths(profile, absolute) };
}

function loadChain(file: string, folders: ProfileFolders, below: readonly string[]): LoadedProfile {
	const text = readProfileText(file);
	const parsed = parseProfile(text, file);
	const named = { ...parsed.profile, name: parsed.profile.name ?? profileNameOf(file) };
	const own = { ...parsed, profile: named, files: [file], fingerprint: fingerprintOf(text) };
	if (parsed.profile.extends === undefined) return own;
	const place = parsed.placeOf(["extends"]);
	const base = findProfile(parsed.profile.extends, { ...folders, cwd: dirname(file) });
	if (!base) throw notFound(parsed.profile.extends, folders, place);
	const chain = [...below, file];
	if (chain.includes(base)) {
		throw new UserError({
			code: "circular-profile",
			message: `Profiles extend each other in a circle: ${[...chain, base].map((one) => basename(one)).join(" → ")}`,
			place,
			next: ["Remove one of the 'extends' lines."],
		});
	}
	const lower = loadChain(base, folders, chain);
	return {
		...own,
		profile: { ...mergeProfiles(inheritable(withPathsFor(file, lower.profile, base)), named), name: named.name },
		files: [file, ...lower.files],
		placeOf: (path) => (path.length === 0 || parsed.has(path) ? parsed.placeOf(path) : lower.placeOf(path)),
	};
}

/** The text of a profile's file. Throws UserError when it cannot be read. */
export function readProfileText(file: string): string {
	try {
		return readText(file);
	} catch (cause) {
		throw new UserError({
			code: "profile-unreadable",
			message: `The profile cannot be read: ${(cause as Error).message}`,
			place: { file },
			next: [`Look at its permissions: ls -l '${file}'`],
			cause,
		});
	}
}

/** There is no such profile; near names are named. */
export function notFound(wanted: string, folders: ProfileFolders, place?: Place): UserError {
	const names = listProfiles(folders).map(({ name }) => name);
	const near = nearest(wanted, names);
	return new UserError({
		code: "profile-not-found",
		message: `There is no profile '${wanted}'`,
		...(place ? { place } : {}),
		next: [
			...(near.length > 0 ? [`Did you mean ${near.join(" or ")}?`] : []),
			`Profiles: ${names.join(", ") || "none"}. A path to a .yaml file works as well.`,
		],
	});
}

/** The profile with every path of a file in it changed: `extends` when it is one, keys, sources, layouts, secrets. */
export function mapPaths(profile: Profile, change: (path: string) => string): Profile {
	const stated = ALL_SETTINGS.map((placed) => {
		const value = statedValue(profile, placed);
		const { paths } = placed.row;
		return [placed.path, value !== undefined && paths ? paths(value, change) : value] as const;
	});
	return { ...profile, ...placeValues(stated) };
}
