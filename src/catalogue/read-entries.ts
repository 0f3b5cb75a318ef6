import { type Dirent, lstatSync, readdirSync, readlinkSync, type Stats, statSync } from "node:fs";
import type { Entry } from "../core/element/element.js";

type Entries = Record<string, Entry>;

/** The immediate entries of a directory, sorted by name; none when it cannot be listed. */
export function readEntries(folder: string): Entries {
	const entries: Entries = {};
	for (const entry of list(folder)) entries[entry.name] = entryOf(`${folder}/${entry.name}`, entry);
	return entries;
}

function list(folder: string): Dirent[] {
	try {
		return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	} catch {
		return [];
	}
}

function entryOf(path: string, entry: Dirent): Entry {
	if (entry.isDirectory()) return { kind: "dir" };
	// It may have gone meanwhile, or have a name that is no UTF-8 and that nobody can ask for.
	if (entry.isSymbolicLink())
		return { kind: "link", target: orElse(() => readlinkSync(path), ""), leadsTo: leadsTo(path) };
	return { kind: entry.isFile() ? orElse(() => kindOf(lstatSync(path)), "other") : "other" };
}

const leadsTo = (path: string): NonNullable<Entry["leadsTo"]> => orElse(() => kindOf(statSync(path)), "missing");

function orElse<T>(read: () => T, otherwise: T): T {
	try {
		return read();
	} catch {
		return otherwise;
	}
}

function kindOf(stats: Stats): "file" | "exec" | "dir" | "other" {
	if (stats.isDirectory()) return "dir";
	if (!stats.isFile()) return "other";
	return stats.mode & 0o111 ? "exec" : "file";
}
