import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../core/errors.js";

/** The real paths of all elements in one entry of the elements path, sorted by the names they have there. */
export function collectionEntries(collection: string, cwd: string): string[] {
	const folder = openCollection(collection, cwd);
	const paths: string[] = [];
	for (const entry of listed(folder.entries)) {
		const path = join(folder.path, entry.name);
		if (entry.isDirectory()) paths.push(path);
		else if (entry.isSymbolicLink() && isDirectory(path)) paths.push(realpathSync(path));
	}
	return paths;
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
