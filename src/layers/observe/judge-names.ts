import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "../../core/layers/input.js";
import type { Seen } from "../../core/layers/judge.js";
import type { NamingOptions } from "../../core/layers/named-paths.js";
import { hostFolderInput, hostPathInput, hostWordsInput, programsInput } from "../../core/layers/task-inputs.js";
import type { Before, HostBefore, ObserverPlaces, OutsideView } from "./before.js";
import type { HooksSeen } from "./hooks-watch.js";
import { homesOf, hostGround, programsValue } from "./host-ground.js";
import { type HostNames, mayHaveComeOrGone, mayName, meantNames, type NameReader } from "./host-names.js";
import type { HostSeen } from "./host-watch.js";
import { hostFolderValue } from "./look.js";

export const naming = ({ view }: HostBefore): NamingOptions => view;

/** What of the host stands for lookups that nobody sees: the packages, names, and the folders of PATH. */
export function lookAtHost(
	{ environment, directory }: OutsideView,
	{ contents, build }: ObserverPlaces,
): readonly Input[] | undefined {
	const ground = hostGround(homesOf(environment.HOME), contents);
	const path = (environment.PATH ?? "").split(":").map((folder) => (folder === "" ? directory : folder));
	const folders = [...new Set(path)].filter((folder) => folder.startsWith("/") && !folder.startsWith(`${build}/`));
	return ground && [...ground, ...folders.map((folder) => programsInput(folder, programsValue(folder)))];
}

/** The files whose texts are read for names before a hook runs: all of the hooks tree, and the engine's library for hooks. */
export function namingFiles({ entries, host }: Before, { hooks }: ObserverPlaces): string[] {
	const inTree = entries.flatMap(({ path, kind }) => (kind === "file" ? [join(hooks, path)] : []));
	const library = host?.view.environment._LIB;
	return [...inTree, ...(library === undefined ? [] : filesIn(library).filter(mayName))];
}

function filesIn(folder: string): string[] {
	try {
		return readdirSync(folder).map((name) => join(folder, name));
	} catch {
		return [];
	}
}

export interface NamesTask {
	readonly before: Before;
	/** Milliseconds since 1970. */
	readonly started: number;
	/** What any file of the hooks tree names, before the task ran. */
	readonly names: HostNames | undefined;
}

/** What a hook may have asked the host by name: all that the environment and the texts that it opened name. */
export function judgeNames(
	{ before, started, names }: NamesTask,
	hooks: HooksSeen,
	host: HostSeen,
	reader: NameReader,
	places: ObserverPlaces,
): Pick<Seen, "observed" | "unknown"> {
	if (!before.host || !names) return { observed: [], unknown: [] };
	const ground = before.host.ground;
	if (!ground) return { observed: [], unknown: ["which packages this host has cannot be told"] };
	const unknown: string[] = [];
	const changed = lookAtHost(before.host.view, places)?.find(({ value }, index) => ground[index]?.value !== value);
	if (changed) unknown.push(`${changed.name.replace(/^host: /, "")} of this host changed while it ran`);
	const opened = [
		...[...hooks.opened].map((path) => join(places.hooks, path)),
		...[...host.opened].filter((path) => mayName(path) && !path.startsWith(`${places.build}/`)),
	];
	const now = reader.read(naming(before.host), opened.sort());
	// What its own texts name was named by nobody while it was away: their folders are young by what it has written.
	const others = opened.filter((path) => !host.written.has(path));
	const namedByOthers = others.length === opened.length ? now.paths : reader.read(naming(before.host), others).paths;
	const observed: Input[] = [...ground];
	for (const [path, value] of now.paths) {
		const was = names.paths.get(path);
		if (was === undefined ? namedByOthers.has(path) && mayHaveComeOrGone(path, started) : was !== value) {
			unknown.push(`the host's ${path} came, went or changed while it ran`);
		}
		observed.push(hostPathInput(path, value));
	}
	observed.push(...[...now.folders].map((path) => hostFolderInput(path, hostFolderValue(path))));
	observed.push(hostWordsInput(before.host.view.directory, meantNames(naming(before.host), opened)));
	return { observed, unknown };
}
