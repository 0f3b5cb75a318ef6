import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import type { BuildOptions } from "../core/build-options.js";
import type { Catalogue } from "../core/element.js";
import { type Place, UserError } from "../core/errors.js";
import type { ExportFiles } from "../core/profile/image-definition.js";
import type { ProfileSources } from "../core/profile/options.js";
import { isProfilePath } from "../core/profile/paths.js";
import type { LoadedProfile } from "../core/profile/stored.js";
import type { Profile } from "../core/profile.js";
import { makeFolder } from "../host/make-folder.js";
import { listProfiles, loadProfile, profileFolders } from "../profiles/load-profile.js";
import { buildOptions, splitTargets } from "./build-args.js";
import type { BuildFlags } from "./build-flags.js";
import { loadCatalogue } from "./compile.js";
import type { CliContext } from "./context.js";

export interface LoadedBuild {
	/** The profile that was named. */
	readonly base?: LoadedProfile;
	/** Elements named beside it. */
	readonly elements: readonly string[];
	readonly options: BuildOptions;
	/** The caller's environment, with --elements-path in it. */
	readonly env: Readonly<Record<string, string>>;
	readonly catalogue: Catalogue;
}

/** With a screen somebody can decide: a failure holds the build unless the profile or a flag says otherwise (design §2). */
const WITH_SCREEN = { "on-failure": "hold" } as const satisfies Partial<Profile>;

/** Options and environment of a build named on the command line of `diskwright build` or `plan`. */
export async function loadBuild(
	targets: readonly string[],
	flags: BuildFlags,
	argv: readonly string[],
	context: CliContext,
	{ withScreen = false }: { readonly withScreen?: boolean } = {},
): Promise<LoadedBuild> {
	const { cwd, packageRoot } = context;
	const path = [flags.elementsPath, context.env.ELEMENTS_PATH].filter(Boolean).join(delimiter);
	const env = path ? { ...context.env, ELEMENTS_PATH: path } : context.env;
	const catalogue = await loadCatalogue(env, context);
	const folders = profileFolders(env, packageRoot, cwd);
	const { profile: named, elements } = splitTargets(targets, {
		profiles: listProfiles(folders).map(({ name }) => name),
		elements: catalogue.elements.keys(),
		isPath: isProfilePath,
	});
	const loaded = named === undefined ? undefined : loadProfile(named, folders);
	const profile: Profile = { version: 1, ...(withScreen ? WITH_SCREEN : {}), ...loaded?.profile };
	const sources = profileSources(loaded?.file ?? join(cwd, "command line"), loaded?.placeOf, env);
	const options = buildOptions(flags, profile, elements, argv, { ...sources, cwd, ownKey: () => ownKey(env) });
	return { ...(loaded ? { base: loaded } : {}), elements, options, env, catalogue };
}

/** The options of a build that a profile describes completely, started from a screen. `file` is the base of the files it names. */
export function profileBuildOptions(
	profile: Profile,
	file: string | undefined,
	env: Readonly<Record<string, string>>,
	{ cwd }: Pick<CliContext, "cwd">,
): BuildOptions {
	const sources = profileSources(file ?? join(cwd, "new profile"), () => ({ file: file ?? "new profile" }), env);
	return buildOptions({ tmpfs: true }, { ...WITH_SCREEN, ...profile }, [], [], {
		...sources,
		cwd,
		ownKey: () => ownKey(env),
	});
}

/** Files that a profile names are relative to it. */
function profileSources(
	file: string,
	placeOf: ProfileSources["placeOf"] = () => ({ file: "command line" }),
	env: Readonly<Record<string, string>>,
): ProfileSources {
	const absolute = (path: string) => absolutePath(path, file, env);
	const read = (path: string, place: Place) => {
		try {
			return readFileSync(absolute(path), "utf8");
		} catch (cause) {
			throw new UserError({
				code: "file-unreadable",
				message: `A file that the build needs cannot be read: ${(cause as Error).message}`,
				place,
				next: ["Correct the path."],
				cause,
			});
		}
	};
	return {
		placeOf,
		env,
		readText: (path, place) => read(path, place).replace(/\r?\n$/, ""),
		filePath: (path, place) => {
			read(path, place);
			return absolute(path);
		},
		keyFile: (key) => keepKey(key, env),
	};
}

/** What exports of a profile in this file need: absolute paths, and keys in files. */
export function exportFiles(file: string, env: Readonly<Record<string, string>>): ExportFiles {
	return { filePath: (path) => absolutePath(path, file, env), keyFile: (key) => keepKey(key, env) };
}

/** Which variables the elements of a catalogue call secret. */
export function secretVariables({ elements }: Catalogue): (name: string) => boolean {
	return (name) => [...elements.values()].some(({ meta }) => meta?.variables[name]?.secret);
}

/** Of a file that the profile in `profileFile` names. */
const absolutePath = (path: string, profileFile: string, env: Readonly<Record<string, string>>) =>
	resolve(dirname(profileFile), path.replace(/^~(?=\/)/, env.HOME ?? "~"));

/** Elements take keys as files: a key given as text becomes one, named after its content. */
function keepKey(key: string, env: Readonly<Record<string, string>>): string {
	const state = env.XDG_STATE_HOME || join(env.HOME || "/root", ".local/state");
	const folder = join(state, "diskwright/keys");
	const file = join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 12)}.pub`);
	makeFolder(folder, "keys", "Set XDG_STATE_HOME to a folder you may write to.");
	writeFileSync(file, `${key}\n`);
	return file;
}

/** The first public key of the person at the keyboard. */
export function ownKey(env: Readonly<Record<string, string>>): string | undefined {
	const files = ["ed25519", "ecdsa", "rsa", "dsa"].map((type) => join(env.HOME ?? "", `.ssh/id_${type}.pub`));
	return files.find((file) => existsSync(file));
}
