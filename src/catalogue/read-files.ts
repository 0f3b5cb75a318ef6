import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Element } from "../core/element/element.js";
import type { ElementFile } from "../core/element/element-file.js";
import { UserError } from "../core/errors.js";
import { README_NAMES, readmeOf } from "../core/explore/element-readme.js";
import type { Readme } from "../core/readme/render.js";

/** Larger files are payload, not something to read. */
const LARGEST = 2 ** 20;
const PASSED_OVER = new Set([".git", "__pycache__"]);

/**
 * All regular files of an element, at any depth, sorted by path; links that lead to files too. Files that vanish or
 * cannot be read meanwhile are left out. Throws UserError `element-gone` when the element itself is not there any more.
 */
export function readElementFiles({ name, path }: Pick<Element, "name" | "path">): ElementFile[] {
	const files: ElementFile[] = [];
	const visit = (folder: string) => {
		for (const entry of readdirSync(join(path, folder), { withFileTypes: true })) {
			const inside = folder ? `${folder}/${entry.name}` : entry.name;
			if (PASSED_OVER.has(entry.name) || entry.name.endsWith(".pyc")) continue;
			if (entry.isDirectory()) unlessGone(() => visit(inside));
			else if (entry.isFile() || entry.isSymbolicLink()) {
				const file = unlessGone(() => readFile(path, inside));
				if (file) files.push(file);
			}
		}
	};
	try {
		visit("");
	} catch (cause) {
		throw gone(name, path, cause);
	}
	return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The README of an element; undefined when it has none. Throws UserError `element-gone`. */
export function readReadme(element: Pick<Element, "name" | "path" | "files">): Readme | undefined {
	const there = README_NAMES.filter((name) => element.files[name]);
	const files = there.flatMap((name) => unlessGone(() => readFile(element.path, name)) ?? []);
	if (there.length > 0 && files.length === 0) statOrGone(element);
	return readmeOf(files);
}

/** One file of an element: a hook, a snippet, a package list. Throws UserError `element-gone` or `file-unreadable`. */
export function readElementFile(element: Pick<Element, "name" | "path">, path: string): ElementFile {
	try {
		const file = readFile(element.path, path);
		if (file) return file;
	} catch (cause) {
		statOrGone(element);
		throw unreadable(element, path, cause);
	}
	throw unreadable(element, path, new Error("it is not a regular file"));
}

function readFile(folder: string, path: string): ElementFile | undefined {
	const file = join(folder, path);
	const stats = statSync(file);
	if (!stats.isFile()) return undefined;
	const executable = (stats.mode & 0o111) !== 0;
	const bytes = stats.size > LARGEST ? undefined : readFileSync(file);
	const binary = bytes === undefined || bytes.includes(0);
	return { path, file, text: binary ? "" : bytes.toString("utf8"), executable, binary };
}

function unlessGone<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function statOrGone({ name, path }: Pick<Element, "name" | "path">): void {
	try {
		statSync(path);
	} catch (cause) {
		throw gone(name, path, cause);
	}
}

const gone = (name: string, path: string, cause: unknown) =>
	new UserError({
		code: "element-gone",
		message: `The element ${name} cannot be read any more: ${(cause as Error).message}`,
		place: { file: path },
		next: ["Put its directory back, or correct ELEMENTS_PATH, and read the catalogue again."],
		cause,
	});

const unreadable = ({ name, path: folder }: Pick<Element, "name" | "path">, path: string, cause: unknown) =>
	new UserError({
		code: "file-unreadable",
		message: `${path} of the element ${name} cannot be read: ${(cause as Error).message}`,
		place: { file: join(folder, path) },
		next: ["Look at the file and its permissions."],
		cause,
	});
