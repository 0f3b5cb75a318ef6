import type { Profile } from "../../../core/profile/profile.js";

/** One line of the list of packages. */
export interface PackageRow {
	readonly name: string;
	readonly chosen: boolean;
	/** The release's index is known and does not have it. */
	readonly unknown: boolean;
}

const MOST = 200;

/**
 * What is chosen while nothing is typed; else the packages of the release that fit what is typed: those that begin so
 * first. What is typed can always be taken.
 */
export function packageRows(
	typed: string,
	chosen: readonly string[],
	names: readonly string[] | undefined,
): PackageRow[] {
	const word = typed.trim();
	const known = names && new Set(names);
	const row = (name: string): PackageRow => ({
		name,
		chosen: chosen.includes(name),
		unknown: known !== undefined && !known.has(name),
	});
	if (word === "") return chosen.map(row);
	const begin = names?.filter((name) => name.startsWith(word)) ?? [];
	const hold = names?.filter((name) => !name.startsWith(word) && name.includes(word)) ?? [];
	const fitting = [...begin, ...hold].slice(0, MOST);
	return (fitting.includes(word) ? [word, ...fitting.filter((name) => name !== word)] : [...fitting, word]).map(row);
}

/** Why a word is not the name of a package; undefined when it is one. */
export function packageComplaint(name: string): string | undefined {
	return /^[A-Za-z0-9][A-Za-z0-9+._:~=@/-]*$/.test(name) ? undefined : `'${name}' is not the name of a package`;
}

/** The profile with a package chosen, or no more. */
export function toggledPackage(profile: Profile, name: string): Profile {
	const { packages = [], ...rest } = profile;
	const next = packages.includes(name) ? packages.filter((other) => other !== name) : [...packages, name];
	return next.length > 0 ? { ...profile, packages: next } : rest;
}
