import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { CatalogueProblem, Element, ElementMeta, Entry } from "../core/element/element.js";
import { parseElementMeta } from "../core/element/element-meta.js";
import { UserError } from "../core/errors.js";

/** An element, and why its `element.yaml` is broken, if so; that file is read when somebody asks for what it says. */
export interface ReadElement {
	readonly element: Element;
	readonly problem: () => CatalogueProblem | undefined;
}

/** Reads one element's directory. */
export function readElement(name: string, path: string, collection: string): ReadElement {
	const files = readEntries(path);
	const deps = readNames(path, files, "element-deps");
	const provides = readNames(path, files, "element-provides");
	const element = { name, path, collection, deps, provides, files, dirs: readDirs(path, files) };
	const entry = files["element.yaml"];
	if (!entry) return { element, problem: () => undefined };
	let known: Described | undefined;
	const described = () => {
		known ??= describe(element, entry);
		return known;
	};
	const withMeta = {
		...element,
		get meta() {
			return described().meta;
		},
	};
	return { element: withMeta, problem: () => described().problem };
}

interface Described {
	readonly meta?: ElementMeta;
	readonly problem?: CatalogueProblem;
}

function describe({ name, path }: Element, entry: Entry): Described {
	const file = join(path, "element.yaml");
	try {
		assertPlain(entry, "element.yaml");
		return { meta: readMeta(file) };
	} catch (error) {
		const place = (error instanceof UserError && error.place) || { file };
		return { problem: { element: name, message: (error as Error).message, place } };
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

/** What DIB strips from a line; JavaScript's `trim` takes the byte order mark too and leaves the separators. */
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const STRIP = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");

/**
 * The names in the text of `element-deps` or `element-provides`: one a line, stripped, without blank lines and
 * duplicates, in file order. There is no comment syntax and `a b` is one name (contract §4.3).
 */
function nameLines(text: string): string[] {
	const names = text.split(/\r\n|\r|\n/).map((line) => line.replace(STRIP, ""));
	return [...new Set(names.filter((name) => name !== ""))];
}

type Entries = Record<string, Entry>;

/** The immediate entries of a directory, sorted by name; none when it cannot be listed. */
function readEntries(folder: string): Entries {
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
