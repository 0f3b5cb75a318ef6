import * as z from "zod";
import { CONTENT } from "./content.js";
import { DISK } from "./disk.js";
import { isProfilePath } from "./files.js";
import { LOGIN } from "./login.js";
import { MIRRORS, OFFLINE } from "./origins.js";
import { OUTPUTS } from "./outputs.js";
import { PUBLISH } from "./publish.js";
import { RUN } from "./run.js";
import { name, text } from "./schemas.js";
import type { AnySetting, DibRequestParts, Flag, Group, PlacedSetting, SettingRows } from "./setting.js";
import { setting } from "./setting.js";
import { SHARED_LAYERS } from "./shared-layers.js";

const USER_VARIABLES = ["USERNAME", "AUTHORIZED_KEYS", "PASSWORD"].map((variable) => `DIB_DEV_USER_${variable}`);

const group = <Rows extends SettingRows>(rows: Rows, more: Omit<Group<Rows>, "rows"> = {}): Group<Rows> => ({
	rows,
	...more,
});

/**
 * Everything that can be said about a build, in the order of a profile's keys. Out of it: the format of profiles, the flags of
 * `diskwright build`, what a build gets to know, diskimage-builder's words for it, and the table in docs/profiles.md.
 */
export const SETTINGS = {
	name: setting(name, { meaning: "Name; the file's name without suffix when absent" }),
	title: setting(text, { meaning: "A line for lists, in any script" }),
	extends: setting(text, {
		meaning: "Name or path (relative to this file) of a profile that this one is a variant of",
		paths: (base, change) => (isProfilePath(base) ? change(base) : base),
	}),
	...CONTENT,
	mirrors: group(MIRRORS),
	disk: group(DISK),
	...OUTPUTS,
	...OFFLINE,
	user: group(LOGIN, {
		elements: ["devuser"],
		defaults: { sudo: true },
		isInDib: ({ elements, has }: DibRequestParts) => elements.includes("devuser") && USER_VARIABLES.some(has),
	}),
	...RUN,
	...PUBLISH,
	...SHARED_LAYERS,
};

type Shape<Rows> = {
	[Key in keyof Rows]: Rows[Key] extends { readonly rows: infer Inner }
		? z.ZodOptional<z.ZodObject<Shape<Inner>, z.core.$strict>>
		: Rows[Key] extends { readonly schema: infer Schema extends z.ZodType }
			? z.ZodOptional<Schema>
			: never;
};

function shapeOf<Rows extends Readonly<Record<string, AnySetting | Group>>>(rows: Rows): Shape<Rows> {
	const entries = Object.entries(rows).map(([key, row]) => [
		key,
		("rows" in row ? z.strictObject(shapeOf(row.rows)) : row.schema).optional(),
	]);
	return Object.fromEntries(entries) as Shape<Rows>;
}

/** The keys of a profile but its version. */
export const settingsShape = shapeOf(SETTINGS);

/** All rows, in the order of a profile's keys. */
export const ALL_SETTINGS: readonly PlacedSetting[] = Object.entries(
	SETTINGS as Readonly<Record<string, AnySetting | Group>>,
).flatMap(([key, row]): PlacedSetting[] =>
	"rows" in row
		? Object.entries(row.rows).map(([inner, own]) => ({ path: [key, inner], row: own, group: row }))
		: [{ path: [key], row }],
);

/** Every flag of `diskwright build` that says a setting, likewise. */
export const SETTING_FLAGS: readonly Flag<unknown>[] = ALL_SETTINGS.flatMap(({ row }) => row.flags ?? []);

/** Keys with keys of their own, and the map of variables: a variant replaces their values one by one. */
export const MERGED_KEYS: readonly string[] = [
	...Object.entries(SETTINGS).flatMap(([key, row]) => ("rows" in row ? [key] : [])),
	"variables",
];

/** Lists: a variant adds to them. */
export const ADDED_KEYS: readonly string[] = ALL_SETTINGS.flatMap(({ row, path }) => (row.adds ? [path[0]] : []));

/** The value of a row that a profile states itself. */
export function statedValue(profile: object, { path: [key, inner] }: Pick<PlacedSetting, "path">): unknown {
	const value = (profile as Record<string, unknown>)[key];
	return inner === undefined || value === undefined ? value : (value as Record<string, unknown>)[inner];
}

/** Likewise; a key that is missing in a group that is there has the group's default. */
function effectiveValue(profile: object, placed: PlacedSetting): unknown {
	const { path, group } = placed;
	const stated = statedValue(profile, placed);
	return stated === undefined && path[1] && path[0] in profile ? group?.defaults?.[path[1]] : stated;
}

/** All rows that have a value in this profile, with it. */
export function givenSettings(profile: object): { readonly setting: PlacedSetting; readonly value: unknown }[] {
	return ALL_SETTINGS.flatMap((placed) => {
		const value = effectiveValue(profile, placed);
		return value === undefined ? [] : [{ setting: placed, value }];
	});
}

/** The elements that the groups of a profile stand for. */
export function groupElements(profile: object): string[] {
	return Object.entries(SETTINGS as Readonly<Record<string, AnySetting | Group>>).flatMap(([key, row]) =>
		"rows" in row && row.elements && key in profile ? [...row.elements] : [],
	);
}

/** A profile's part out of values by their places; values that are undefined are left out, and parts without any. */
export function placeValues(
	values: Iterable<readonly [path: PlacedSetting["path"], value: unknown]>,
): Record<string, unknown> {
	const placed: Record<string, unknown> = {};
	for (const [[key, inner], value] of values) {
		if (value === undefined) continue;
		if (inner === undefined) placed[key] = value;
		else placed[key] = { ...(placed[key] as object | undefined), [inner]: value };
	}
	return placed;
}
