import { mergeSources, type ProfileSource } from "../element/source.js";
import { ADDED_KEYS, MERGED_KEYS } from "../settings/settings.js";
import type { Profile } from "./profile.js";

/**
 * One profile laid over another: single values replace, maps are merged key by key, `elements`, `packages` and `sources`
 * are added to those below, a source in the place of one of the same name. Who must take something away writes a profile of its own.
 */
export function mergeProfiles(below: Profile, above: Profile): Profile {
	const lower: Readonly<Record<string, unknown>> = below;
	const merged: Record<string, unknown> = { ...below, ...above };
	for (const [key, value] of Object.entries(above)) {
		const under = lower[key];
		if (under === undefined || value === undefined) continue;
		if (MERGED_KEYS.includes(key)) merged[key] = { ...(under as object), ...(value as object) };
		else if (key === "sources") merged[key] = mergeSources(under as ProfileSource[], value as ProfileSource[]);
		else if (ADDED_KEYS.includes(key)) merged[key] = [...new Set([...(under as string[]), ...(value as string[])])];
	}
	return merged as Profile;
}

/** What a variant inherits: not the names, because a variant is not its base and must not replace the base's images. */
export function inheritable(base: Profile): Profile {
	const { name: _name, title: _title, "image-name": _image, extends: _extends, ...rest } = base;
	return rest;
}
