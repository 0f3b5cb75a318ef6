import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Preferences, readPreferences } from "../core/host/preferences.js";
import { userFolders } from "../host/user-folders.js";

/** Where the preferences are kept: `preferences.json` in the user's own configuration. */
export function preferencesFile(env: Readonly<Record<string, string>>): string {
	return join(userFolders(env).config, "preferences.json");
}

/**
 * The preferences as they lie there, without the library that keeps them, which takes longer to load than the first frame
 * may take. Defaults when they cannot be read. Never throws, changes nothing.
 */
export function peekPreferences(env: Readonly<Record<string, string>>): Preferences {
	try {
		return readPreferences(parseMap(textIfThere(preferencesFile(env)) ?? "{}")).preferences;
	} catch {
		return readPreferences({}).preferences;
	}
}

/** JSON that is a map. Throws what cannot be read. */
export function parseMap(text: string): Readonly<Record<string, unknown>> {
	const value: unknown = JSON.parse(text);
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new Error("it is not a map of keys and values");
}

/** The text of a file; undefined when there is none to read. */
export function textIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
