import type { Profile } from "../profile.js";
import { mergeSources } from "../source.js";

/**
 * One profile laid over another: single values replace, maps are merged key by key, `elements`, `packages` and `sources`
 * are added to those below, a source in the place of one of the same name. Who must take something away writes a profile of its own.
 */
export function mergeProfiles(below: Profile, above: Profile): Profile {
	const merged: Record<string, unknown> = { ...below, ...above };
	for (const key of ["variables", "mirrors", "disk", "user"] as const) {
		if (below[key] && above[key]) merged[key] = { ...below[key], ...above[key] };
	}
	for (const key of ["elements", "packages"] as const) {
		if (below[key] && above[key]) merged[key] = [...new Set([...below[key], ...above[key]])];
	}
	if (below.sources && above.sources) merged.sources = mergeSources(below.sources, above.sources);
	return merged as Profile;
}

/** What a variant inherits: not the names, because a variant is not its base and must not replace the base's images. */
export function inheritable(base: Profile): Profile {
	const { name: _name, title: _title, "image-name": _image, extends: _extends, ...rest } = base;
	return rest;
}
