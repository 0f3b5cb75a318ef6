import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../../core/errors.js";
import { checkProfileName } from "../../../core/profile/check.js";
import { exportDibCommand, exportDibList } from "../../../core/profile/export-dib.js";
import { type ImportText, importDib } from "../../../core/profile/import-dib.js";
import { readText } from "../../../host/read-text.js";
import { loadProfile } from "../../../profiles/load-profile.js";
import type { ProfileFolders } from "../../../profiles/profile-files.js";
import { saveProfile } from "../../../profiles/save-profile.js";
import { savedFile } from "../../../profiles/saved-files.js";
import { sourceOfFolder } from "../../../sources/fetch-source.js";
import { sourceFolders } from "../../../sources/store.js";
import { exportFiles } from "../../build/build-request.js";
import type { CliContext } from "../../entry/context.js";
import type { Answer } from "./answer.js";

/** Profiles in diskimage-builder's words: a command line each, or one YAML list. */
export function exportProfiles(
	names: readonly string[],
	form: "command" | "list",
	folders: ProfileFolders,
	{ env }: CliContext,
): Answer {
	const exported = names.map((name) => {
		const { profile, file } = loadProfile(name, folders);
		const files = exportFiles(file, env);
		return form === "list" ? exportDibList([profile], files) : exportDibCommand(profile, files);
	});
	const text = exported.map((one) => one.text.replace(/\n*$/, "\n")).join("");
	const leftOut = exported.flatMap((one) => one.leftOut);
	return { json: { text, leftOut }, text, notes: leftOut };
}

export interface ImportFlags {
	readonly command?: string;
	readonly name?: string;
	readonly overwrite?: true;
}

/** Saves the images that diskimage-builder's commands and lists describe, all or none. `-` is standard input. */
export function importProfiles(
	files: readonly string[],
	flags: ImportFlags,
	folders: ProfileFolders,
	{ cwd, env }: CliContext,
): Answer {
	const texts = files.map((file) => readImport(file, cwd));
	if (flags.command !== undefined) texts.push({ file: "--command", text: flags.command });
	if (texts.length === 0) {
		throw new UserError({
			code: "nothing-to-import",
			message: "There is nothing to import",
			next: ["Name a file, - for standard input, or give --command 'disk-image-create …'."],
		});
	}
	const { profiles, notes } = importDib(texts, cwd, (folder) => sourceOfFolder(folder, sourceFolders(env)));
	const named = profiles.map((one) => ({ ...one, name: flags.name ?? one.profile.name }));
	assertFree(
		named.map(({ name }) => name),
		flags,
		folders,
	);
	const results = named.map(({ name, profile, notes: own }) => {
		const saved = saveProfile(name, profile, folders, { overwrite: flags.overwrite === true });
		return { saved, notes: [...own, ...saved.notes].map((note) => `${name}: ${note}`) };
	});
	const all = [...results.flatMap((one) => one.notes), ...notes];
	const saved = results.map((one) => one.saved);
	return { json: { saved, notes: all }, text: saved.map(({ file }) => `${file}\n`).join(""), notes: all };
}

function readImport(file: string, cwd: string): ImportText {
	if (file === "-") return { file: "standard input", text: readFileSync(0, "utf8") };
	try {
		return { file, text: readText(resolve(cwd, file)) };
	} catch (cause) {
		throw new UserError({
			code: "file-unreadable",
			message: `The file cannot be read: ${(cause as Error).message}`,
			place: { file },
			next: ["Correct the path. A command line itself is given with --command."],
			cause,
		});
	}
}

/** Seen before the first one is saved. */
function assertFree(names: readonly string[], { overwrite }: ImportFlags, folders: ProfileFolders): void {
	for (const name of names) checkProfileName(name);
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	const taken = overwrite ? undefined : names.find((name) => savedFile(name, folders) !== undefined);
	if (twice === undefined && taken === undefined) return;
	throw new UserError({
		code: "profile-exists",
		message:
			twice === undefined ? `There is a saved profile '${taken}' already` : `Two images would be saved as '${twice}'`,
		next: [
			twice === undefined
				? "Choose another --name, or --overwrite it."
				: "Import them one by one, each with its --name.",
		],
	});
}
