import { WHOLE_BUILD } from "./whole-build.js";

/** Paths of the host that texts of shells name. */
export interface NamedPaths {
	/** Absolute, without `.` and `..` and doubled slashes. */
	readonly paths: ReadonlySet<string>;
	/** Folders in which a name is looked for that is made when the text runs. */
	readonly folders: ReadonlySet<string>;
}

export interface NamingOptions {
	readonly environment: Readonly<Record<string, string>>;
	/** What relative paths begin at. */
	readonly directory: string;
}

/** Stands for what only the running text knows. */
const UNKNOWN = "\0";
/** More than any hook has a use for; the rest of what a word may become is UNKNOWN. */
const MOST_VALUES = 24;
const DEEPEST = 6;

/** `${NAME}`, `${NAME:-else}` without another one in it. */
const BRACED = /\$\{(\w+)(?::?[-=+]([^{}\n]*))?\}/g;
/** What takes their place in a text: `<number>` in signs that no text has. */
const [OPEN, CLOSE] = ["\u0002", "\u0003"];
/** These, and `$NAME`; any other form of a variable, a command's output, a pattern. */
const PLACES = /\u0002(\d+)\u0003|\$([A-Za-z_]\w*)|\$\{[^}]*\}|\$\(+|\$.|`|[*?[\]{}]/g;

/** Runs of signs that a word of a path can be made of; quotes are taken out beforehand. */
const WORDS = /(?:[\w.+@%~^,:=/*?[\]\u0002\u0003-]|\$\{[^}\n]*\}|\$\w+|\$[@#?$!*(-])+/g;

/** Assignments, also those of loops, options of `local` and the like. */
const ASSIGNMENT = /(?:^|[\s;&|({])([A-Za-z_]\w*)\+?=([^\s;&|()]*)/gm;
const LOOP = /\bfor\s+(\w+)\s+in\s+([^;\n]*)/g;

/** What is looked for beside the current folder: after tests, and what is read in. */
const RELATIVE = /(?:(?:^|\s)-[a-hkprstuwxGLNOS][ \t]+|(?:^|[;&|\s])(?:source|\.|cat)[ \t]+)(?!-)([\w.+@%/-]+)/gm;

/** What mount(8) is given may be a file, whatever it looks like. */
const MOUNTS = /\bmount[ \t]+([^\n;|&]*)/g;

/**
 * The paths that a text names, with its own assignments and the environment put in for variables. This is a reading of shell by
 * its looks: what a text makes at run time of other commands' output is not among them.
 */
export function pathsInText(text: string, options: NamingOptions): NamedPaths {
	const { plain, braced } = withoutBraces(text.replaceAll(/\\\n/g, " ").replaceAll(/["']/g, ""));
	const known: Known = { environment: options.environment, written: assignments(plain), braced };
	const found = { paths: new Set<string>(), folders: new Set<string>() };
	for (const [word] of plain.matchAll(WORDS)) {
		if (!word.includes("/") && !word.includes("~") && !word.includes(OPEN)) continue;
		for (const value of expand(word, known, 0)) addParts(value, options, found);
	}
	const besides = [...plain.matchAll(MOUNTS)].flatMap(([, words = ""]) => words.split(/\s+/).filter(isPlain));
	for (const [, word = ""] of plain.matchAll(RELATIVE)) besides.push(word);
	for (const word of besides) addPath(word, options, found);
	return found;
}

/** The paths that the values of variables name, and the folders that lists of places to look in are made of. */
export function pathsInEnvironment(options: NamingOptions): NamedPaths {
	const found = { paths: new Set<string>(), folders: new Set<string>() };
	for (const [name, value] of Object.entries(options.environment)) {
		// What the image is called, and will be written to, no hook looks for without naming it.
		if (WHOLE_BUILD.includes(name)) continue;
		const isList = /(?:PATH|LIB|DIRS)$/.test(name);
		for (const part of withoutAddresses(value).split(/[\s:;,="'|()]+/)) {
			if (!part.includes("/") || part.includes("$")) continue;
			const path = addPath(part, options, found);
			if (isList && path !== undefined) found.folders.add(path);
		}
	}
	return found;
}

function assignments(text: string): ReadonlyMap<string, readonly string[]> {
	const values = new Map<string, string[]>();
	const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
	for (const [, name = "", value = ""] of text.matchAll(ASSIGNMENT)) add(name, value);
	for (const [, name = "", list = ""] of text.matchAll(LOOP)) {
		for (const word of list.split(/\s+/).filter(Boolean)) add(name, word);
	}
	return values;
}

/** What stands behind variables. */
interface Known {
	readonly environment: NamingOptions["environment"];
	/** By the text's own assignments. */
	readonly written: ReadonlyMap<string, readonly string[]>;
	/** By their number in the text. */
	readonly braced: readonly { readonly name: string; readonly otherwise: string | undefined }[];
}

/** Puts numbers in place of variables in braces, the inner ones first. */
function withoutBraces(text: string): { plain: string; braced: Known["braced"] } {
	const braced: { name: string; otherwise: string | undefined }[] = [];
	const once = (from: string) =>
		from.replaceAll(BRACED, (_, name: string, otherwise: string | undefined) => {
			braced.push({ name, otherwise });
			return `${OPEN}${braced.length - 1}${CLOSE}`;
		});
	let plain = once(text);
	for (let more = once(plain); more !== plain; more = once(plain)) plain = more;
	return { plain, braced };
}

/** All that a word may become, as far as that can be said. */
function expand(word: string, known: Known, depth: number): string[] {
	let all = [""];
	let from = 0;
	const append = (parts: readonly string[]) => {
		const joined = new Set(all.flatMap((one) => parts.map((part) => one + part)));
		all = joined.size > MOST_VALUES ? all.map((one) => one + UNKNOWN) : [...joined];
	};
	for (const match of word.matchAll(PLACES)) {
		append([word.slice(from, match.index)]);
		from = match.index + match[0].length;
		const { name = match[2], otherwise } = known.braced[Number(match[1])] ?? {};
		append(name === undefined ? [UNKNOWN] : valuesOf(name, otherwise, known, depth));
	}
	append([word.slice(from)]);
	return all;
}

function valuesOf(name: string, otherwise: string | undefined, known: Known, depth: number): string[] {
	if (depth >= DEEPEST) return [UNKNOWN];
	const given = known.environment[name];
	const written = [...(known.written.get(name) ?? []), ...(otherwise === undefined ? [] : [otherwise])];
	const found = new Set<string>(given === undefined ? [] : [given]);
	for (const value of new Set(written)) {
		for (const one of expand(value, known, depth + 1)) found.add(one);
	}
	return found.size === 0 ? ["", UNKNOWN] : [...found];
}

/**
 * Whether a text may look for a file of this name in its own folder: it has the name, or what the name begins with, for the rest
 * may be made when it runs.
 */
export function meansName(text: string, name: string): boolean {
	return text.includes(/[\w.-]{2,}/.exec(name)?.[0] ?? name);
}

/** Addresses in the network are no paths, and may hold a login. */
const withoutAddresses = (text: string) => text.replaceAll("file://", "").replaceAll(/[\w+.-]+:\/\/\S*/g, "");

const isPlain = (word: string) => /^[\w.+@%][\w.+@%/-]*$/.test(word);

type Growing = { readonly paths: Set<string>; readonly folders: Set<string> };

/** Words with a slash in their middle are paths too seldom to count, unless a test or the like stands before them. */
function addParts(value: string, options: NamingOptions, found: Growing): void {
	for (const part of withoutAddresses(value).split(/[:=,\s]+/))
		if (/^[/~]|^\.\.?\//.test(part)) addPath(part, options, found);
}

/** Returns the path that was added. */
function addPath(part: string, { environment, directory }: NamingOptions, found: Growing): string | undefined {
	const home = environment.HOME ?? "/";
	const placed = part === "~" || part.startsWith("~/") ? home + part.slice(1) : part;
	if (placed.startsWith(UNKNOWN) || placed.startsWith("~") || placed === "") return undefined;
	const unknown = placed.indexOf(UNKNOWN);
	const known = unknown < 0 ? placed : placed.slice(0, unknown);
	const path = normal(known.startsWith("/") ? known : `${directory}/${known}`);
	if (unknown < 0) {
		found.paths.add(path);
		return path;
	}
	// `/x/y$z`: anything in /x may be meant, and what the rest leads to in it.
	const folder = known.endsWith("/") ? path : path.slice(0, path.lastIndexOf("/")) || "/";
	found.paths.add(folder);
	found.folders.add(folder);
	return undefined;
}

function normal(path: string): string {
	const parts: string[] = [];
	for (const part of path.split("/")) {
		if (part === "" || part === ".") continue;
		if (part === "..") parts.pop();
		else parts.push(part);
	}
	return `/${parts.join("/")}`;
}

/** Whether what lies at a path is brought by the host's packages. */
export const isPackaged = (path: string): boolean =>
	/^\/(?:usr|bin|sbin|lib\w*)(?:\/|$)/.test(path) && !/^\/usr\/local(?:\/|$)/.test(path);
