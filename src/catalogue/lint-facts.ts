import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Catalogue, Element } from "../core/element/element.js";
import type { ElementFile } from "../core/element/element-file.js";
import { elementVariables } from "../core/explore/element-variables.js";
import { closureOf } from "../core/lint/closure.js";
import { ignoredRules } from "../core/lint/opt-out.js";
import type { LintFacts } from "../core/lint/rule.js";
import { readElementFiles } from "./read-files.js";

/** Reads what the rules look at. One reader serves a whole run: files of dependencies are read once. */
export function createFactsReader(catalogue: Pick<Catalogue, "elements">): {
	/** The files of an element. Throws UserError `element-gone`. */
	readonly files: (element: Element) => ElementFile[];
	/** The facts of an element; files in `gitIgnored`, by absolute path, are left out. */
	readonly facts: (element: Element, gitIgnored: ReadonlySet<string>) => LintFacts;
} {
	const files = remember((element: Element) => readElementFiles(element));
	const variables = remember((element: Element) => variableNames(element, element.meta ? [] : files(element)));
	return {
		files,
		facts: (element, gitIgnored) => ({
			element,
			files: files(element).filter(({ file }) => !gitIgnored.has(file)),
			catalogue,
			dependencyVariables: new Set(closureOf(element, catalogue).flatMap(variables)),
		}),
	};
}

/** Rules that the nearest tox.ini with a section `dib-lint`, from a folder upwards, switches off (contract §2.7). */
export function toxIgnores(start: string): ReadonlySet<string> {
	for (let folder = start; ; folder = dirname(folder)) {
		const text = readIfThere(join(folder, "tox.ini"));
		if (text?.includes("[dib-lint]")) return ignoredRules(text);
		if (folder === dirname(folder)) return new Set();
	}
}

const variableNames = (element: Element, files: readonly ElementFile[]) =>
	elementVariables(element, files).map(({ name }) => name);

function remember<T>(read: (element: Element) => T): (element: Element) => T {
	const known = new Map<string, T>();
	return (element) => {
		if (!known.has(element.path)) known.set(element.path, read(element));
		return known.get(element.path) as T;
	};
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
