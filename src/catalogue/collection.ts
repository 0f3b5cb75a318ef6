import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CatalogueProblem } from "../core/element/element.js";
import { isWhole } from "../core/element/element-file.js";
import { UserError } from "../core/errors.js";

/** What one entry of the elements path holds. */
export interface CollectionEntries {
	/** The real paths of all elements, sorted by the names they have there. */
	readonly paths: readonly string[];
	/** Entries that are meant to be elements but cannot be opened. */
	readonly problems: readonly CatalogueProblem[];
}

/** Lists one entry of the elements path. Throws UserError `elements-path`. */
export function collectionEntries(collection: string, cwd: string): CollectionEntries {
	const folder = openCollection(collection, cwd);
	const paths: string[] = [];
	const problems: CatalogueProblem[] = [];
	for (const entry of listed(folder.entries)) {
		const path = join(folder.path, entry.name);
		const message = complaint(entry, path);
		if (message) problems.push({ element: entry.name, message, place: { file: path } });
		else if (entry.isDirectory()) paths.push(path);
		else if (entry.isSymbolicLink() && isDirectory(path)) paths.push(realpathSync(path));
	}
	return { paths, problems };
}

function complaint(entry: Dirent, path: string): string | undefined {
	if (entry.isDirectory() && !isWhole(entry.name) && !existsSync(path)) {
		return "its name is not UTF-8, so that it cannot be asked for. Rename it";
	}
	if (entry.isSymbolicLink() && leadsInCircles(path)) return "it is a link that leads in a circle. Remove it";
	return undefined;
}

function leadsInCircles(link: string): boolean {
	try {
		statSync(link);
		return false;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "ELOOP";
	}
}

/** By code unit, so that no locale has a say. */
const listed = (entries: Dirent[]) => entries.sort((a, b) => (a.name < b.name ? -1 : 1));

function openCollection(collection: string, cwd: string): { path: string; entries: Dirent[] } {
	if (collection === "") {
		throw refused(collection, "ELEMENTS_PATH has an empty component", [
			"Remove the colon at its start or end, or the doubled one.",
			"Write . for the current directory.",
		]);
	}
	const path = resolve(cwd, collection);
	if (!isDirectory(path)) {
		throw refused(path, `ELEMENTS_PATH entry '${collection}' is not a directory`, [
			"Correct the entry, or remove it from ELEMENTS_PATH.",
		]);
	}
	try {
		const real = realpathSync(path);
		return { path: real, entries: readdirSync(real, { withFileTypes: true }) };
	} catch (cause) {
		throw refused(path, `ELEMENTS_PATH entry '${collection}' cannot be read: ${(cause as Error).message}`, [
			`Look at its permissions: ls -ld '${path}'`,
		]);
	}
}

const refused = (file: string, message: string, next: string[]) =>
	new UserError({ code: "elements-path", message, next, ...(file ? { place: { file } } : {}) });

/** False for anything that cannot be looked at, a loop of links too. */
function isDirectory(path: string): boolean {
	try {
		return statSync(path).isDirectory();
	} catch {
		return false;
	}
}
