import type { Profile } from "../profile.js";

/**
 * A variant over the profile it extends: single values replace, maps are merged key by key, `elements` and `packages`
 * are added to those below. A variant that must take something away states its own list in a profile of its own.
 */
export function mergeProfiles(below: Profile, above: Profile): Profile {
	const merged: Record<string, unknown> = { ...below, ...above };
	for (const key of ["variables", "mirrors", "disk", "user"] as const) {
		if (below[key] && above[key]) merged[key] = { ...below[key], ...above[key] };
	}
	for (const key of ["elements", "packages"] as const) {
		if (below[key] && above[key]) merged[key] = [...new Set([...below[key], ...above[key]])];
	}
	// Names belong to one file: a variant is not its base, and its images must not replace the base's.
	for (const key of ["name", "title", "image-name"] as const) {
		if (above[key] === undefined) delete merged[key];
	}
	delete merged.extends;
	return merged as Profile;
}
