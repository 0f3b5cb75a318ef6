import { statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import { exportDibCommand, exportDibList } from "../../core/profile/export-dib.js";
import { importDib } from "../../core/profile/import-dib.js";
import { isProfilePath } from "../../core/settings/files.js";
import { deleteProfile, duplicateProfile, renameProfile, variantsOf } from "../../profiles/change-profiles.js";
import { loadProfile, readProfileText } from "../../profiles/load-profile.js";
import { listProfiles, profileFolders } from "../../profiles/profile-files.js";
import { readProfileList } from "../../profiles/profile-list.js";
import { planSave, saveProfile } from "../../profiles/save-profile.js";
import { sourceOfFolder } from "../../sources/fetch-source.js";
import { sourceFolders } from "../../sources/store.js";
import type { ImportedProfiles, OpenedProfile, ProfileService, SaveRequest } from "../../ui/services/profiles.js";
import { exportFiles } from "../build/build-request.js";
import type { CliContext } from "../entry/context.js";

/** Saved and shipped profiles for the screens. */
export function profileService({ env, packageRoot, cwd }: CliContext): ProfileService {
	const folders = profileFolders(env, packageRoot, cwd);
	const open = (nameOrPath: string): OpenedProfile => {
		const { profile, file, fingerprint } = loadProfile(nameOrPath, folders);
		const listed = listProfiles(folders).find((entry) => entry.name === nameOrPath);
		const kind = isProfilePath(nameOrPath) ? "path" : (listed?.kind ?? "path");
		return { name: profile.name, file, kind, profile, fingerprint };
	};
	return {
		list: async () =>
			readProfileList(folders).map(({ loaded, modified: _, ...entry }) => ({
				...entry,
				...(loaded ? { profile: loaded.profile } : {}),
			})),
		open: async (nameOrPath) => open(nameOrPath),
		async preview({ name, profile, ...request }) {
			const { file, text, before, notes } = planSave(name, profile, folders, saveOptions(request));
			return { file, text, replaces: before !== undefined, notes };
		},
		async save({ name, profile, ...request }) {
			const { notes } = saveProfile(name, profile, folders, saveOptions(request));
			return { saved: open(name), notes };
		},
		rename: async (name, newName) => renameProfile(name, newName, folders).variants,
		async duplicate(name, newName) {
			duplicateProfile(name, newName, folders);
		},
		variants: async (name) => variantsOf(name, folders),
		remove: async (name) => deleteProfile(name, folders, { force: true }).movedTo,
		async export(name) {
			const { profile, file } = loadProfile(name, folders);
			const files = exportFiles(file, env);
			const command = exportDibCommand(profile, files);
			return { command: command.text, list: exportDibList([profile], files).text, leftOut: command.leftOut };
		},
		writeFile: async (file, text) => writeNewFile(resolve(cwd, file.replace(/^~(?=\/)/, env.HOME ?? "~")), text),
		import: async (pathOrCommand) => importProfiles(pathOrCommand, { cwd, env, open }),
	};
}

function saveOptions({ secretVariables = [], ...options }: Omit<SaveRequest, "name" | "profile">) {
	const secret = new Set(secretVariables);
	return { ...options, isSecret: (name: string) => secret.has(name) };
}

function writeNewFile(file: string, text: string): string {
	try {
		writeFileSync(file, text, { flag: "wx" });
		return file;
	} catch (cause) {
		const exists = (cause as NodeJS.ErrnoException).code === "EEXIST";
		throw new UserError({
			code: exists ? "file-exists" : "file-unwritable",
			message: exists ? `There is a file ${file} already` : `${file} cannot be written: ${(cause as Error).message}`,
			next: ["Give another path."],
			cause,
		});
	}
}

interface ImportFrom {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly open: (path: string) => OpenedProfile;
}

function importProfiles(pathOrCommand: string, { cwd, env, open }: ImportFrom): ImportedProfiles {
	const file = resolve(cwd, pathOrCommand.trim().replace(/^~(?=\/)/, env.HOME ?? "~"));
	const isFile = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
	if (!isFile && !/\b(disk|ramdisk)-image-create\b/.test(pathOrCommand)) {
		throw new UserError({
			code: "nothing-to-import",
			message: `${JSON.stringify(pathOrCommand)} is neither a file nor a disk-image-create command`,
			next: ["Give the path of a profile, a script or a YAML list, or paste the whole command line."],
		});
	}
	const text = isFile ? readProfileText(file) : joinContinued(pathOrCommand);
	if (isFile && /^version\s*:/m.test(text)) return { profiles: [open(file)], notes: [] };
	const source = isFile ? file : resolve(cwd, "command line");
	const { profiles, notes } = importDib([{ file: source, text }], cwd, (folder) =>
		sourceOfFolder(folder, sourceFolders(env)),
	);
	return {
		profiles: profiles.map(({ profile }) => ({ name: profile.name, file: source, kind: "imported", profile })),
		notes: [...notes, ...profiles.flatMap((one) => one.notes)],
	};
}

/** A command of several lines that was pasted into a field of one has lost its newlines, but not their backslashes. */
const joinContinued = (text: string) => text.replace(/ \\ +/g, " ");
