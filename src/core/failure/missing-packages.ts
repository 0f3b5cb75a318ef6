import type { Element } from "../element/element.js";

/** How the package managers of the distributions name what they do not have; a group holds one name, or several. */
const MISSING: readonly RegExp[] = [
	/^(?:E|Error): Unable to locate package (\S+)/,
	/^(?:E|Error): Package '?([^\s']+)'? has no installation candidate/,
	/^(?:E|Error): Couldn't find any package by (?:glob|regex) '([^']+)'/,
	/^(?:E|Error): Version '[^']*' for '([^']+)' was not found/,
	/^E: Couldn't find these debs: (.+)$/,
	/^(?:No match for argument|Error: Unable to find a match|error: No package matches)[: ]+'?([^']+?)'?$/,
	/^No package (\S+) available\.?$/,
	/^(?:No provider of|Package) '([^']+)' (?:not )?found\.?$/,
	/^'([^']+)' not found in package names/,
	/^error: target not found: (\S+)/,
	/^ {2,}(\S+) \(no such package\):?/,
	/^(?:!!! |emerge: )?(?:[Tt]here are no (?:ebuilds|binary packages) to satisfy|All ebuilds that could satisfy) "([^"]+)"/,
	/^(?:ERROR: )?No matching distribution found for (\S+)/,
];

/** The packages that a package manager says it does not have, in its order. */
export function missingPackages(said: readonly string[]): string[] {
	const names = said.flatMap((line) =>
		MISSING.flatMap((pattern) => pattern.exec(withoutColours(line))?.[1]?.split(/[\s,]+/) ?? []),
	);
	return [...new Set(names.filter(Boolean))];
}

const withoutColours = (line: string) => line.replace(/\x1b\[[\d;]*m/g, "");

/** How they name a package that was asked for and cannot have what it needs, or not beside another. */
const UNMET: readonly RegExp[] = [
	/^ *(\S+) : (?:Pre-?)?(?:Depends|Conflicts|Breaks): /,
	/nothing provides .+ needed by '?(?:the to be installed )?([^\s']+?)(?:-\d\S*)?'?$/,
	/^ {2,}required by: world\[([^\]<>=~]+)/,
	/^:: unable to satisfy dependency '\S+' required by (\S+)/,
	/^ - package (\S+?)-\d\S* (?:conflicts with|requires) /,
];

/** The packages of which a package manager says that what they need, or do not bear, keeps them out. */
export function unmetPackages(said: readonly string[]): string[] {
	const names = said.flatMap((line) => UNMET.flatMap((pattern) => pattern.exec(withoutColours(line))?.[1] ?? []));
	return [...new Set(names)];
}

/** A line of an element that names a package. */
interface Asker {
	readonly element: string;
	readonly file: string;
	/** Counts from 1. */
	readonly line: number;
}

/** How surely a file that names a package asks for it: 0 surely. Undefined where names of packages mean nothing. */
function rank(path: string): number | undefined {
	if (/^(?:pkg-map|package-installs\.(?:yaml|json))$|^[^/]+\.d\/package-installs-[^/]+$/.test(path)) return 0;
	return /^[^/]+\.d\/|^bin\/|^extra-data\.d\//.test(path) ? 1 : undefined;
}

/** Paths inside an element of the files in which it may ask for packages, the surest first. */
function askingFiles({ files, dirs }: Pick<Element, "files" | "dirs">): string[] {
	const below = Object.entries(dirs).flatMap(([folder, entries]) =>
		Object.keys(entries).map((entry) => `${folder}/${entry}`),
	);
	return [...Object.keys(files), ...below]
		.filter((path) => rank(path) !== undefined)
		.sort((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0) || (a < b ? -1 : 1));
}

/**
 * Who asks for a package, as the package manager names it: `nginx`, `nginx:amd64`, `nginx=1.2`. Lists and maps of packages come
 * before hooks that name it.
 */
export function askersOf(
	name: string,
	elements: readonly Pick<Element, "name" | "path" | "files" | "dirs">[],
	textOf: (file: string) => string,
): Asker[] {
	const word = new RegExp(`(?<![\\w.+/@-])${escaped(name.replace(/[:=/@].*$/s, ""))}(?![\\w.+@-]|:?/)`);
	const found: { rank: number; asker: Asker }[] = [];
	for (const { name: element, path: folder, ...entries } of elements) {
		for (const path of askingFiles(entries)) {
			const file = `${folder}/${path}`;
			const line = textOf(file)
				.split("\n")
				.findIndex((text) => word.test(text) && !/^\s*#/.test(text));
			if (line >= 0) found.push({ rank: rank(path) ?? 0, asker: { element, file, line: line + 1 } });
		}
	}
	const surest = Math.min(...found.map((one) => one.rank));
	return found.filter((one) => one.rank === surest).map(({ asker }) => asker);
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
