import type { PlacedSetting, VariableValue } from "../settings/setting.js";
import { givenSettings, groupElements, SETTINGS } from "../settings/settings.js";
import type { Profile } from "./profile.js";

/** A variable that a profile sets for the elements. */
export interface ProfileVariable {
	readonly name: string;
	readonly value: VariableValue;
	/** Where it stands in the profile. */
	readonly path: readonly string[];
}

/** Everything that a profile says by variables, in the order in which later ones win. */
export function profileVariables(profile: Profile): ProfileVariable[] {
	const values = givenSettings(profile);
	const ranked = (rank: number) => values.filter(({ setting }) => rankOf(setting) === rank);
	return [...ranked(0), ...ranked(1), ...ranked(2)].flatMap(({ setting: { row, path }, value }) =>
		Object.entries(row.variables?.(value) ?? {}).map(([name, own]) => ({
			name,
			value: own,
			path: row === SETTINGS.variables ? [...path, name] : path,
		})),
	);
}

/** Variables that a profile names itself win over those that its keys stand for, but for a layout of its own. */
function rankOf({ row }: PlacedSetting): number {
	if (row.overVariables) return 2;
	return row === SETTINGS.variables ? 1 : 0;
}

/** The elements of a profile, with those that its layout (contract §9.1) and its user stand for. */
export function profileElements(profile: Profile): string[] {
	const said = givenSettings(profile).flatMap(({ setting: { row }, value }) => row.elements?.(value) ?? []);
	return [...new Set([...said, ...groupElements(profile)])];
}

/**
 * The variables whose values the profile itself holds. They count like the caller's environment for what options read
 * from there, such as DIB_IMAGE_EXTRA_SIZE or MKFS_OPTS; HOME is the user's alone.
 */
export function plainVariables(profile: Profile): Record<string, string> {
	const plain = Object.entries(profile.variables ?? {}).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string" && entry[0] !== "HOME",
	);
	return Object.fromEntries(plain);
}
