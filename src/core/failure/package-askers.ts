import type { Element } from "../element/element.js";

/** A line of an element that names a package. */
export interface Asker {
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
export function askingFiles({ files, dirs }: Pick<Element, "files" | "dirs">): string[] {
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
