import { ALL_SETTINGS, placeValues, statedValue } from "../settings/settings.js";
import type { Profile } from "./profile.js";

/** The profile with every path of a file in it changed: `extends` when it is one, keys, sources, layouts, secrets. */
export function mapPaths(profile: Profile, change: (path: string) => string): Profile {
	const stated = ALL_SETTINGS.map((placed) => {
		const value = statedValue(profile, placed);
		const { paths } = placed.row;
		return [placed.path, value !== undefined && paths ? paths(value, change) : value] as const;
	});
	return { ...profile, ...placeValues(stated) };
}
