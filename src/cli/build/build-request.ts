import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Catalogue } from "../../core/element/element.js";
import { type FetchedSource, isLocalOrigin, mergeSources, type ProfileSource } from "../../core/element/source.js";
import { type Place, UserError } from "../../core/errors.js";
import type { BuildOptions } from "../../core/planning/build-options.js";
import type { ExportFiles } from "../../core/profile/image-definition.js";
import type { ProfileSources } from "../../core/profile/options.js";
import type { Profile } from "../../core/profile/profile.js";
import type { LoadedProfile } from "../../core/profile/stored.js";
import { isProfilePath } from "../../core/settings/files.js";
import { quoteWord } from "../../core/text/quote-shell.js";
import { recentHostFacts } from "../../host/host-facts.js";
import { makeFolder } from "../../host/make-folder.js";
import { readText } from "../../host/read-text.js";
import { moveUserFolder, userFolders } from "../../host/user-folders.js";
import { loadProfile } from "../../profiles/load-profile.js";
import { listProfiles, profileFolders } from "../../profiles/profile-files.js";
import { checkedOut } from "../../sources/fetch-source.js";
import { sourceFolders } from "../../sources/store.js";
import type { CliContext } from "../entry/context.js";
import { buildOptions, profileTarget, splitTargets } from "./build-args.js";
import type { BuildFlags } from "./build-flags.js";
import { loadCatalogue } from "./compile.js";
import { withElementsPath } from "./own-elements.js";
import { ownKey } from "./own-keys.js";
import { type FetchConsent, namedSources, provideSources, whereElse } from "./provide-sources.js";

export interface LoadedBuild {
	/** The profile that was named. */
	readonly base?: LoadedProfile;
	/** Elements named beside it. */
	readonly elements: readonly string[];
	readonly options: BuildOptions;
	/** The caller's environment, with --elements-path in it. */
	readonly env: Readonly<Record<string, string>>;
	readonly catalogue: Catalogue;
	/** Collections that the command line names, as a profile holds them. */
	readonly addedSources: readonly ProfileSource[];
}

export interface LoadOptions {
	/** Somebody watches who can decide. */
	readonly withScreen?: boolean;
	/** Whether collections of elements that are missing may be fetched. */
	readonly fetch?: FetchConsent["fetch"];
}

/** With a screen somebody can decide: a failure holds the build unless the profile or a flag says otherwise. */
const WITH_SCREEN = { "on-failure": "hold" } as const satisfies Partial<Profile>;

/** Options and environment of a build named on the command line of `diskwright build` or `plan`. */
export async function loadBuild(
	targets: readonly string[],
	flags: BuildFlags,
	argv: readonly string[],
	context: CliContext,
	{ withScreen = false, fetch = "no" }: LoadOptions = {},
): Promise<LoadedBuild> {
	const { cwd, packageRoot } = context;
	// Programs answer beside what is read here; whoever compiles the plan hears of what goes wrong.
	void recentHostFacts().catch(() => {});
	const env = withElementsPath(context.env, flags.elementsPath);
	const folders = profileFolders(env, packageRoot, cwd);
	const profiles = listProfiles(folders).map(({ name }) => name);
	const addedSources = await namedSources(flags.source ?? [], env);
	const consent = { fetch, offline: flags.offline === true || Boolean(env.DIB_OFFLINE), stderr: context.stderr };
	const before = await loadCatalogue(env, context, await provideSources(addedSources, env, consent));
	const first = profileTarget(targets, { profiles, elements: before.elements.keys(), isPath: isProfilePath });
	const base = first === undefined ? undefined : loadProfile(first, folders);
	const catalogue =
		first && base?.profile.sources ? await withSources(first, base, addedSources, env, consent, context) : before;
	const unknown = targets.find(
		(target) => target !== first && !profiles.includes(target) && !catalogue.elements.has(target),
	);
	const { profile: named, elements } = splitTargets(targets, {
		profiles,
		elements: catalogue.elements.keys(),
		isPath: isProfilePath,
		hints: unknown ? await whereElse(unknown, env) : [],
	});
	const loaded = named === undefined ? undefined : base;
	const profile: Profile = { version: 1, ...(withScreen ? WITH_SCREEN : {}), ...loaded?.profile };
	const sources = profileSources(loaded?.file ?? join(cwd, "command line"), loaded?.placeOf, env);
	const options = buildOptions(flags, profile, elements, argv, { ...sources, cwd, ownKey: () => ownKey(env) });
	return { ...(loaded ? { base: loaded } : {}), elements, options, env, catalogue, addedSources };
}

/** The catalogue with the collections that a profile needs. */
async function withSources(
	named: string,
	{ profile, file }: LoadedProfile,
	added: readonly ProfileSource[],
	env: Readonly<Record<string, string>>,
	consent: FetchConsent,
	context: CliContext,
): Promise<Catalogue> {
	const sources = mergeSources(absoluteSources(profile, file, env), added);
	const offline = consent.offline || profile.offline === true;
	const cure = `diskwright elements fetch ${quoteWord(named)}`;
	return loadCatalogue(env, context, await provideSources(sources, env, { ...consent, offline, cure }));
}

/** The collections that a profile names; paths count from its file. */
export function absoluteSources(
	{ sources = [] }: Profile,
	file: string,
	env: Readonly<Record<string, string>>,
): ProfileSource[] {
	return sources.map((source) =>
		source.from && isLocalOrigin(source.from) ? { ...source, from: absolutePath(source.from, file, env) } : source,
	);
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
			return readText(absolute(path));
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
	const filePath = (path: string) => absolutePath(path, file, env);
	const absolute = (source: FetchedSource) =>
		isLocalOrigin(source.from) ? { ...source, from: filePath(source.from) } : source;
	return {
		filePath,
		keyFile: (key) => keepKey(key, env),
		sourceFolders: (source) => checkedOut(absolute(source), sourceFolders(env))?.folders,
	};
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
	const folder = join(userFolders(env).state, "keys");
	const file = join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 12)}.pub`);
	makeFolder(folder, "keys", moveUserFolder("state"));
	writeFileSync(file, `${key}\n`);
	return file;
}
