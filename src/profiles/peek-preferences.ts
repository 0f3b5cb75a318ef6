import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Preferences, preferencesSchema } from "../core/host/preferences.js";
import { userFolders } from "../host/user-folders.js";

/** Where the preferences are kept: `preferences.json` in the person's own configuration. */
export function preferencesFile(env: Readonly<Record<string, string>>): string {
	return join(userFolders(env).config, "preferences.json");
}

/**
 * The preferences as they lie there, without the library that keeps them, which takes longer to load than the first frame
 * may take. Defaults when they cannot be read. Never throws, changes nothing.
 */
export function peekPreferences(env: Readonly<Record<string, string>>): Preferences {
	try {
		return knownPreferences(JSON.parse(readText(preferencesFile(env)) ?? "{}"));
	} catch {
		return knownPreferences({});
	}
}

/** Without what other versions of the program have put there. Throws ZodError. */
export const knownPreferences = (store: unknown): Preferences => preferencesSchema.parse(store);

/** The text of a file; undefined when there is none to read. */
export function readText(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
