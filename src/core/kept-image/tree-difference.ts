import type { InventoryEntry } from "../layers/inventory.js";
import { parentOf } from "./merge-layers.js";

/** What makes one tree into another, in the order in which it is done. */
export interface TreeDifference {
	/** Paths that go, what is in a folder before the folder. */
	readonly remove: readonly string[];
	/** Entries that are made anew, folders before what is in them. Of a file with several names the first one comes first. */
	readonly make: readonly InventoryEntry[];
	/** Folders that get their owner, mode, time and attributes at the end, the innermost first: those made among them. */
	readonly folders: readonly InventoryEntry[];
	/** Bytes of the files that are made. */
	readonly bytes: number;
}

/** Compares two inventories by all that they say. Files with several names are made anew with all of them when one changes. */
export function treeDifference(old: readonly InventoryEntry[], now: readonly InventoryEntry[]): TreeDifference {
	const before = new Map(old.map((entry) => [entry.path, entry]));
	const after = new Map(now.map((entry) => [entry.path, entry]));
	const oldNames = namesOfFiles(old);
	const newNames = namesOfFiles(now);
	const isSame = (entry: InventoryEntry) => {
		const was = before.get(entry.path);
		return was !== undefined && facts(was) === facts(entry) && oldNames.get(entry.path) === newNames.get(entry.path);
	};
	const changedFiles = new Set(
		now.filter((entry) => entry.kind !== "d" && !isSame(entry)).map(({ path, sameAs }) => sameAs ?? path),
	);
	const isMadeAgain = ({ kind, path, sameAs }: InventoryEntry) => kind !== "d" && changedFiles.has(sameAs ?? path);
	const remove = old.filter((was) => {
		const entry = after.get(was.path);
		return !entry || (was.kind === "d") !== (entry.kind === "d") || isMadeAgain(entry);
	});
	const isNewFolder = ({ kind, path }: InventoryEntry) => kind === "d" && before.get(path)?.kind !== "d";
	const make = now.filter((entry) => isNewFolder(entry) || isMadeAgain(entry));
	const touched = new Set([...remove, ...make].map(({ path }) => parentOf(path)));
	const folders = now.filter((entry) => entry.kind === "d" && (touched.has(entry.path) || !isSame(entry)));
	return {
		remove: remove.map(({ path }) => path).sort(descending),
		make: [...make].sort((one, other) => -descending(one.path, other.path)),
		folders: [...folders].sort((one, other) => descending(one.path, other.path)),
		bytes: make.reduce((sum, { size, sameAs }) => sum + (sameAs === undefined ? size : 0), 0),
	};
}

const descending = (one: string, other: string) => (one > other ? -1 : one < other ? 1 : 0);

/** All names of the file that a path is, as one text. */
function namesOfFiles(entries: readonly InventoryEntry[]): ReadonlyMap<string, string> {
	const groups = new Map<string, string[]>();
	for (const { kind, path, sameAs } of entries) {
		if (kind === "d") continue;
		const group = groups.get(sameAs ?? path);
		if (group) group.push(path);
		else groups.set(sameAs ?? path, [path]);
	}
	return new Map(
		[...groups.values()].flatMap((names) => {
			const text = names.length === 1 ? "" : [...names].sort().join("\0");
			return names.map((name) => [name, text] as const);
		}),
	);
}

function facts(entry: InventoryEntry): string {
	const { kind, mode, uid, gid, size, mtime, device, content = "", target = "", attributes = {} } = entry;
	const own = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
	return JSON.stringify([kind, mode, uid, gid, size, mtime, device, content, target, own]);
}
