import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Place, UserError } from "../core/errors.js";
import { inheritable, mergeProfiles } from "../core/profile/merge.js";
import { type ParsedProfile, parseProfile } from "../core/profile/parse.js";
import type { Profile } from "../core/profile.js";
import { nearest } from "../core/suggest.js";

/** Where profiles are looked for. */
export interface ProfileFolders {
	/** `$XDG_CONFIG_HOME/diskwright/profiles`; wins over shipped ones of the same name. */
	readonly saved: string;
	/** `profiles` of the installed package. */
	readonly shipped: string;
	/** Base of relative paths. */
	readonly cwd: string;
}

/** One profile that can be named. */
export interface ProfileEntry {
	readonly name: string;
	readonly file: string;
	readonly kind: "saved" | "shipped";
}

/** A profile with everything it extends merged in. */
export interface LoadedProfile {
	readonly profile: Profile & { readonly name: string };
	readonly file: string;
	/** Where a value stands, in whichever file of the chain it is. */
	readonly placeOf: ParsedProfile["placeOf"];
}

/** The folders for this environment. */
export function profileFolders(
	env: Readonly<Record<string, string>>,
	packageRoot: string,
	cwd: string,
): ProfileFolders {
	const config = env.XDG_CONFIG_HOME || join(env.HOME || "/root", ".config");
	return { saved: join(config, "diskwright/profiles"), shipped: join(packageRoot, "profiles"), cwd };
}

/** All profiles that can be named, sorted; a saved one hides a shipped one of the same name. */
export function listProfiles(folders: ProfileFolders): ProfileEntry[] {
	const entries = new Map<string, ProfileEntry>();
	for (const kind of ["shipped", "saved"] as const) {
		for (const file of yamlFiles(folders[kind])) {
			const name = basename(file).replace(/\.ya?ml$/, "");
			entries.set(name, { name, file: join(folders[kind], file), kind });
		}
	}
	return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file of a profile given by name or path; undefined when there is none. */
export function findProfile(nameOrPath: string, folders: ProfileFolders): string | undefined {
	if (looksLikePath(nameOrPath)) {
		const path = resolve(folders.cwd, nameOrPath);
		return existsSync(path) ? path : undefined;
	}
	return listProfiles(folders).find(({ name }) => name === nameOrPath)?.file;
}

/** True for what can only be a path: it has a slash or a YAML suffix. */
export function looksLikePath(text: string): boolean {
	return text.includes("/") || /\.ya?ml$/.test(text);
}

/** Loads a profile by name or path, with all it extends. Throws UserError: not found, unreadable, wrong, circular. */
export function loadProfile(nameOrPath: string, folders: ProfileFolders): LoadedProfile {
	const file = findProfile(nameOrPath, folders);
	if (!file) throw notFound(nameOrPath, folders);
	return loadChain(file, folders, []);
}

function loadChain(file: string, folders: ProfileFolders, below: readonly string[]): LoadedProfile {
	const parsed = parseProfile(readText(file), file);
	const named = { ...parsed.profile, name: parsed.profile.name ?? basename(file).replace(/\.ya?ml$/, "") };
	if (parsed.profile.extends === undefined) return { ...parsed, profile: named };
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
		profile: { ...mergeProfiles(inheritable(lower.profile), named), name: named.name },
		file,
		placeOf: (path) => (path.length === 0 || parsed.has(path) ? parsed.placeOf(path) : lower.placeOf(path)),
	};
}

function yamlFiles(folder: string): string[] {
	try {
		return readdirSync(folder).filter((file) => /^[^.].*\.ya?ml$/.test(file));
	} catch {
		return [];
	}
}

function readText(file: string): string {
	try {
		return readFileSync(file, "utf8");
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

function notFound(wanted: string, folders: ProfileFolders, place?: Place): UserError {
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
