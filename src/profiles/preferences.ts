import { rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Conf, { type Options } from "conf";
import { EXIT, UserError } from "../core/errors.js";
import { whyUnwritable } from "../core/failure/storage-failure.js";
import { type Preferences, readPreferences } from "../core/host/preferences.js";
import { makeFolder } from "../host/make-folder.js";
import { moveUserFolder } from "../host/user-folders.js";
import { parseMap, peekPreferences, preferencesFile, textIfThere } from "./peek-preferences.js";
import { fileStamp } from "./saved-files.js";

/** Version of the preferences' format; migrations are named by the version they lead to. */
const PREFERENCES_VERSION = "1.0.0";

export type PreferencesMigrations = NonNullable<Options<Preferences>["migrations"]>;

/** Steps between formats. Version 1.0.0 is the first: an entry is added together with the next one. */
const MIGRATIONS: PreferencesMigrations = {};

/** Open preferences. */
export interface PreferencesStore {
	readonly file: string;
	/** The preferences as this program knows them. */
	readonly get: () => Preferences;
	/** Changes some of them; undefined forgets one. Kept in memory only when the file cannot be written. */
	readonly update: (change: Partial<Preferences>) => void;
	/**
	 * What the user should be told: `preferences-damaged` (the old file was set aside), `preferences-unwritable` (nothing
	 * will be remembered).
	 */
	readonly problems: () => readonly UserError[];
}

/** Opens the file of the preferences. Never throws for what lies there or cannot be written. */
export function openPreferences(
	env: Readonly<Record<string, string>>,
	migrations: PreferencesMigrations = MIGRATIONS,
): PreferencesStore {
	const file = preferencesFile(env);
	const folder = dirname(file);
	const problems: UserError[] = [];
	let conf = openFile(folder, file, migrations, problems);
	let current = conf ? readPreferences({ ...conf.store }).preferences : peekPreferences(env);
	return {
		file,
		get: () => current,
		update: (change) => {
			current = readPreferences({ ...current, ...change }).preferences;
			try {
				if (conf) write(conf, change);
			} catch (cause) {
				conf = undefined;
				problems.push(unwritable(file, cause));
			}
		},
		problems: () => problems,
	};
}

function openFile(
	folder: string,
	file: string,
	migrations: PreferencesMigrations,
	problems: UserError[],
): Conf<Preferences> | undefined {
	const before = textIfThere(file);
	const open = () =>
		new Conf<Preferences>({
			cwd: folder,
			configName: "preferences",
			projectSuffix: "",
			projectVersion: latestVersion(before),
			migrations,
			configFileMode: 0o600,
			deserialize: (text) => parseMap(text) as Preferences,
		});
	try {
		makeFolder(folder, "preferences", moveUserFolder("config"));
		try {
			return open();
		} catch (error) {
			if (before === undefined || isFileError(error)) throw error;
			const setAside = `${file}.damaged-${fileStamp()}`;
			// The text as it was: a migration may have begun to change it.
			writeFileSync(setAside, before, { mode: 0o600 });
			rmSync(file);
			problems.push(damaged(file, setAside, error));
			return open();
		}
	} catch (cause) {
		problems.push(unwritable(file, cause));
		return undefined;
	}
}

function write(conf: Conf<Preferences>, change: Partial<Preferences>): void {
	for (const [key, value] of Object.entries(change)) {
		if (value === undefined) conf.delete(key as keyof Preferences);
		else conf.set(key, value);
	}
}

/** A newer program's version stays in the file, so that it does not migrate what it has migrated before. */
function latestVersion(text = "{}"): string {
	const recorded = /"version":\s*"(\d+\.\d+\.\d+)"/.exec(text)?.[1] ?? PREFERENCES_VERSION;
	return recorded.localeCompare(PREFERENCES_VERSION, "en", { numeric: true }) > 0 ? recorded : PREFERENCES_VERSION;
}

const isFileError = (error: unknown) => (error as NodeJS.ErrnoException).syscall !== undefined;

function damaged(file: string, setAside: string, cause: unknown): UserError {
	return new UserError({
		code: "preferences-damaged",
		message: `The preferences could not be read: ${(cause as Error).message}`,
		place: { file },
		next: [`Defaults are used. The old file is kept as ${setAside}`],
		cause,
	});
}

function unwritable(file: string, cause: unknown): UserError {
	const why = cause instanceof UserError ? cause.message : `The preferences cannot be written: ${whyUnwritable(cause)}`;
	return new UserError({
		code: "preferences-unwritable",
		message: why,
		place: { file },
		next: [`Nothing is remembered after this program ends. ${moveUserFolder("config")}`],
		exitCode: EXIT.host,
		cause,
	});
}
