import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { collectionEntries } from "../../catalogue/collection.js";
import { elementsPath } from "../../catalogue/elements-path.js";
import { ARCHITECTURES } from "../../core/host/architecture.js";
import { OUTPUT_FORMATS } from "../../core/output/output-formats.js";
import { isRunId, runIdTime } from "../../core/run/run-id.js";
import type { ValueKind } from "../../core/settings/value-kind.js";
import { userFolders } from "../../host/user-folders.js";
import { listProfiles, profileFolders } from "../../profiles/profile-files.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { withElementsPath, withoutBuiltIn } from "../build/own-elements.js";
import type { CliContext } from "../entry/context.js";
import type { Candidate, NamesOf } from "./complete.js";

type Place = Pick<CliContext, "env" | "cwd" | "packageRoot">;

const LAYOUTS = ["mbr", "gpt", "efi", "none"];

/**
 * The names there are on this machine now. A shell asks while somebody types: only folders are listed, no element, profile
 * or run is read, but for releases, which elements tell. What cannot be read has no names.
 */
export function namesHere(place: Place): NamesOf {
	return async (kind, words) => {
		try {
			return await found(kind, words, place);
		} catch {
			return [];
		}
	};
}

async function found(kind: ValueKind, words: readonly string[], place: Place): Promise<readonly Candidate[]> {
	const { env, cwd, packageRoot } = place;
	switch (kind) {
		case "architecture":
			return plain(ARCHITECTURES);
		case "checksum":
			return plain(["md5", "sha256", "both"]);
		case "element":
			return plain(await elements(words, place));
		case "folders":
			return folders(words.at(-1) ?? "", cwd, env.HOME ?? "");
		case "formats":
			return plain(OUTPUT_FORMATS);
		case "layout":
			return plain(LAYOUTS);
		case "on-failure":
			return plain(["stop", "hold"]);
		case "profile":
			return profiles(place);
		case "release":
			return releases(words, place);
		case "run":
			return runs(env);
		case "source":
			return plain(sources(env));
		case "target":
			return [...profiles(place), ...plain(await elements(words, { env, cwd, packageRoot }))];
		case "task":
			return plain(await tasks(words, env));
		default:
			return [];
	}
}

const plain = (names: readonly string[]): Candidate[] => [...new Set(names)].map((word) => ({ word }));

const profiles = ({ env, cwd, packageRoot }: Place): Candidate[] =>
	listProfiles(profileFolders(env, packageRoot, cwd)).map(({ name, kind }) => ({
		word: name,
		meaning: `${kind} profile`,
	}));

/** Of the whole elements path, with what the line says of it so far. */
async function elements(words: readonly string[], place: Place): Promise<string[]> {
	const names = (await pathOf(words, place)).flatMap((folder) => {
		try {
			return collectionEntries(folder, place.cwd).paths.map((path) => basename(path));
		} catch {
			return [];
		}
	});
	return [...new Set(names)].sort();
}

async function pathOf(words: readonly string[], { env, packageRoot }: Place): Promise<string[]> {
	const given = withElementsPath(env, valuesOf("--elements-path", words).at(-1));
	const named = valuesOf("--source", words);
	return elementsPath(
		given.ELEMENTS_PATH,
		join(packageRoot, "elements"),
		named.length > 0 ? await fetched(named, env) : [],
		withoutBuiltIn(env),
	);
}

/** Collections that are here already; their code is loaded only when a line names one. */
async function fetched(named: readonly string[], env: Place["env"]) {
	const { namedSources, provideSources } = await import("../build/provide-sources.js");
	return provideSources(await namedSources(named, env), env, { fetch: "no" });
}

/** What an option was given so far: `--option value` and `--option=value`. */
const valuesOf = (option: string, words: readonly string[]): string[] =>
	words.flatMap((word, index) => {
		if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
		return word === option ? (words[index + 1] ?? []) : [];
	});

/** Newest first, after the word for the newest. */
async function runs(env: Place["env"]): Promise<Candidate[]> {
	const ids = readdirSync(runsFolder(env)).filter(isRunId).sort().reverse();
	const told = ids.map((id) => ({ word: id, meaning: runIdTime(id).toISOString().slice(0, 16).replace("T", " ") }));
	return ids.length > 0 ? [{ word: "latest", meaning: "the newest run" }, ...told] : [];
}

/** Of the run on the line, or the newest: as its summary has them, which is small. */
async function tasks(words: readonly string[], env: Place["env"]): Promise<string[]> {
	const [{ readSummary }, { openRun }] = await Promise.all([
		import("../../runs/list/summary-file.js"),
		import("../../runs/runs.js"),
	]);
	const ids = readdirSync(runsFolder(env)).filter(isRunId).sort().reverse();
	const named = ids.find((id) => words.includes(id) || valuesOf("--run", words).includes(id)) ?? ids[0];
	const summary = named === undefined ? undefined : await readSummary(openRun(runsFolder(env), named));
	if (!summary) return [];
	return [...Object.keys(summary.tasks), ...(summary.cached ?? [])];
}

const sources = (env: Place["env"]) =>
	readdirSync(join(userFolders(env).data, "sources"))
		.filter((file) => file.endsWith(".json"))
		.map((file) => file.slice(0, -".json".length))
		.sort();

/** Those of the operating systems on the line, of all of them when it names none. */
async function releases(words: readonly string[], place: Place): Promise<Candidate[]> {
	const [{ readCatalogue }, { operatingSystems }] = await Promise.all([
		import("../../catalogue/read-catalogue.js"),
		import("../../core/element/operating-systems.js"),
	]);
	const systems = operatingSystems(await readCatalogue(await pathOf(words, place), place.cwd));
	const named = systems.filter(({ element }) => words.includes(element));
	const known = (named.length > 0 ? named : systems).flatMap((system) => system.releases);
	const titles = new Map(known.map(({ name, title }) => [name, title]));
	return [...titles].map(([word, title]) => ({ word, ...(title ? { meaning: title } : {}) }));
}

/** Folders that a path may go on with, each with its slash. */
function folders(path: string, cwd: string, home: string): Candidate[] {
	const above = path.slice(0, path.lastIndexOf("/") + 1);
	const beginning = path.slice(above.length);
	const folder = resolve(cwd, above.replace(/^~(?=\/)/, home) || ".");
	return readdirSync(folder)
		.filter((name) => name.startsWith(beginning) && (beginning !== "" || !name.startsWith(".")))
		.filter((name) => isFolder(join(folder, name)))
		.map((name) => ({ word: `${above}${name}/` }));
}

function isFolder(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
