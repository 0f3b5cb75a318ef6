import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CatalogueProblem, Element, ElementMeta, Entry } from "../core/element/element.js";
import { parseElementMeta } from "../core/element/element-meta.js";
import { nameLines } from "../core/element/name-lines.js";
import { UserError } from "../core/errors.js";
import { readEntries } from "./read-entries.js";

/** Reads one element's directory; `problem` when its `element.yaml` is broken. */
export function readElement(
	name: string,
	path: string,
	collection: string,
): { element: Element; problem?: CatalogueProblem } {
	const files = readEntries(path);
	const deps = readNames(path, files, "element-deps");
	const provides = readNames(path, files, "element-provides");
	const element = { name, path, collection, deps, provides, files, dirs: readDirs(path, files) };
	if (!files["element.yaml"]) return { element };
	try {
		assertPlain(files["element.yaml"], "element.yaml");
		return { element: { ...element, meta: readMeta(join(path, "element.yaml")) } };
	} catch (error) {
		const place = (error instanceof UserError && error.place) || { file: join(path, "element.yaml") };
		return { element, problem: { element: name, message: (error as Error).message, place } };
	}
}

function readDirs(path: string, files: Readonly<Record<string, Entry>>): Element["dirs"] {
	const isDir = ([, entry]: [string, Entry]) => entry.kind === "dir" || entry.leadsTo === "dir";
	const names = Object.entries(files).filter(isDir);
	return Object.fromEntries(names.map(([name]) => [name, readEntries(join(path, name))]));
}

/** Names in a metadata file; none when it is missing or a dangling link. Bytes that are no UTF-8 do no harm. */
function readNames(path: string, files: Readonly<Record<string, Entry>>, file: string): string[] {
	if (!files[file]) return [];
	try {
		assertPlain(files[file], file);
		return nameLines(readFileSync(join(path, file), "utf8"));
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw new UserError({
			code: "element-unreadable",
			message: `${file} of element '${path}' cannot be read: ${(cause as Error).message}`,
			place: { file: join(path, file) },
			next: ["Make it a plain, readable file with one element name a line, or remove it."],
			cause,
		});
	}
}

/** Reading a pipe or a device would hang. */
function assertPlain({ kind, leadsTo }: Entry, file: string): void {
	if (kind === "other" || leadsTo === "other") throw new Error(`${file} is a pipe, a socket or a device, not a file`);
}

const readMeta = (file: string): ElementMeta => parseElementMeta(readFileSync(file, "utf8"), file);
