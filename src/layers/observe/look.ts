import { type BigIntStats, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { keyedDigest } from "../../core/layers/environment.js";
import type { Input } from "../../core/layers/input.js";
import { meantHooksInput } from "../../core/layers/meant-hooks.js";
import { listedInput, type ObservedPlace, observedPlace, type TreeName } from "../../core/layers/task-inputs.js";
import type { ContentCache } from "./content-cache.js";
import { hostPathValue, mayName, meantNames } from "./host-names.js";

/** Where inputs are looked at. */
export interface LookPlaces {
	/** The hooks tree. */
	readonly hooks: string;
	/** Folders whose files count by their content: the caller's. */
	readonly callersFolders: readonly string[];
	/** Belongs to this store alone: what host files hold can be a secret. */
	readonly key: Uint8Array;
	readonly contents: ContentCache;
}

/** Larger files of the caller count by their size, time and inode too: an image that is built upon. */
const LARGEST_HASHED = 16n << 20n;

/**
 * What was observed once, looked at again: the same names with the values of now. `entries` are those of the hooks tree.
 */
export function lookAgain(
	observed: readonly Input[],
	entries: readonly TreeName[],
	places: LookPlaces,
	{ known = new Map(), environment = {} }: LookedFrom = {},
): Input[] {
	return observed.map(({ name }) => {
		const value = known.get(name);
		if (value !== undefined) return { name, value };
		const place = observedPlace(name);
		if (place?.kind === "meant-hooks") return meantHooksNow(observed, entries, places);
		if (place?.kind !== "host-words") return { name, value: place ? valueNow(place, entries, places) : "unknown" };
		return { name, value: meantNames({ environment, directory: place.path }, textsOf(observed, places)) };
	});
}

/** What of a task the look may need. */
export interface LookedFrom {
	/** Values that the caller knows, by the name of their input. */
	readonly known?: ReadonlyMap<string, string>;
	readonly environment?: Readonly<Record<string, string>>;
}

/** Files that tell of an element, and that nothing in a build reads for what they say. */
const DESCRIBES = /^(?:README[^/]*|element\.yaml|element-(?:deps|provides))$/;

/** Files of the hooks tree that a hook may get to see by way of the image: what is in no folder of hooks or snippets. */
export const isShared = (path: string): boolean => !/^[^/]+\.d\//.test(path) && !DESCRIBES.test(path);

/** The hooks that a task could look for, by the texts that it was seen to open and those that any may see. */
export function meantHooksNow(
	observed: readonly Input[],
	entries: readonly TreeName[],
	places: Pick<LookPlaces, "hooks" | "contents">,
): Input {
	const text = (file: string): string[] => {
		try {
			return [places.contents.text(file)].filter((one) => !one.includes("\0"));
		} catch {
			return [];
		}
	};
	const shared = entries.filter(({ path, kind }) => kind === "file" && isShared(path));
	return meantHooksInput(entries, {
		opened: textsOf(observed, places).flatMap(text),
		shared: shared.flatMap(({ path }) => text(join(places.hooks, path))),
	});
}

/** The files whose texts a task was seen to read. */
function textsOf(observed: readonly Input[], { hooks }: Pick<LookPlaces, "hooks">): string[] {
	return observed.flatMap(({ name }) => {
		const place = observedPlace(name);
		if (place?.kind === "content") return [join(hooks, place.path)];
		return place?.kind === "host-file" && mayName(place.path) ? [place.path] : [];
	});
}

function valueNow(
	{ kind, path }: Exclude<ObservedPlace, { kind: "host-words" | "meant-hooks" }>,
	entries: readonly TreeName[],
	places: LookPlaces,
): string {
	switch (kind) {
		case "content":
			return attempt(() => places.contents.digest(join(places.hooks, path)));
		case "listing":
			return listedInput(path, entries).value;
		case "host-file":
			return hostFileValue(path, places);
		case "host-folder":
			return hostFolderValue(path);
		case "host-path":
			return hostPathValue(path);
	}
}

/** Size, last change and inode of a file of the host; a digest of its content where it is the caller's. `gone` without it. */
export function hostFileValue(
	path: string,
	{ callersFolders, key }: Pick<LookPlaces, "callersFolders" | "key">,
): string {
	return attempt(() => {
		const stats = lstatSync(path, { bigint: true });
		const isCallers = callersFolders.some((folder) => path.startsWith(`${folder}/`));
		return isCallers && stats.isFile() && stats.size <= LARGEST_HASHED
			? `content ${keyedDigest(key, readFileSync(path))}`
			: statValue(stats);
	});
}

const statValue = ({ size, mtimeNs, ino }: BigIntStats) => `${size} bytes of ${mtimeNs} at ${ino}`;

/** The names in a folder of the host. */
export function hostFolderValue(path: string): string {
	return attempt(() => keyedDigest(Buffer.alloc(0), readdirSync(path, "latin1").sort().join("\0")));
}

function attempt(look: () => string): string {
	try {
		return look();
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		return code === "ENOENT" || code === "ENOTDIR" ? "gone" : `not readable (${code})`;
	}
}
