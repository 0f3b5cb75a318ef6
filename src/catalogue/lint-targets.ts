import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Catalogue, Element } from "../core/element/element.js";
import { UserError } from "../core/errors.js";
import { PHASES } from "../core/hooks/phases.js";
import { readElement } from "./read-element.js";

/** Elements to check, and the elements they may refer to. */
export interface LintTargets {
	/** Sorted by path, each once. */
	readonly targets: readonly Element[];
	/** The catalogue with the targets and their neighbours in it. */
	readonly catalogue: Pick<Catalogue, "elements">;
}

/** Any of these makes a directory an element. */
const MARKS = new Set([
	...PHASES.map((phase) => `${phase}.d`),
	"environment.d",
	"element-deps",
	"element-provides",
	"element.yaml",
	"README.rst",
	"package-installs.yaml",
]);

/**
 * The elements that paths mean: each is an element or a folder of elements, relative to `cwd`. What stands beside them
 * joins the catalogue, so that names resolve as they would with that folder on the elements path. With `everyFolder` the
 * paths are folders of elements whatever they hold, and every folder in them counts as one, as for DIB. Throws UserError
 * `lint-path` for a path that is neither, `element-unreadable` for a broken `element-deps`.
 */
export function lintTargets(
	paths: readonly string[],
	catalogue: Catalogue,
	cwd: string,
	{ everyFolder = false } = {},
): LintTargets {
	const folders = new Set<string>();
	const chosen = new Set<string>();
	for (const given of paths) {
		const path = open(given, cwd);
		const inside = everyFolder ? foldersIn(path) : elementsIn(path);
		if (!everyFolder && isElement(path, inside.length > 0)) {
			folders.add(dirname(path));
			chosen.add(path);
			continue;
		}
		if (inside.length === 0) throw refused(path, `'${given}' is not an element and holds none`);
		folders.add(path);
		for (const element of inside) chosen.add(element);
	}
	const elements = new Map(catalogue.elements);
	const read = (path: string) => readElement(basename(path), path, dirname(path)).element;
	for (const path of [...folders].flatMap(elementsIn)) elements.set(basename(path), read(path));
	const targets = [...chosen].sort().map((path) => {
		const neighbour = elements.get(basename(path));
		return neighbour?.path === path ? neighbour : read(path);
	});
	for (const target of targets) elements.set(target.name, target);
	return { targets, catalogue: { elements } };
}

function open(given: string, cwd: string): string {
	const path = resolve(cwd, given);
	try {
		const real = realpathSync(path);
		if (statSync(real).isDirectory()) return real;
	} catch (cause) {
		throw refused(path, `'${given}' cannot be read: ${(cause as Error).message}`);
	}
	throw refused(path, `'${given}' is not a directory`);
}

function elementsIn(folder: string): string[] {
	return foldersIn(folder).filter(looksLikeElement);
}

/** Without hidden ones and what Python leaves. */
function foldersIn(folder: string): string[] {
	return entries(folder)
		.filter((name) => !name.startsWith(".") && name !== "__pycache__")
		.map((name) => join(folder, name))
		.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
		.map((path) => realpathSync(path));
}

const looksLikeElement = (path: string) => entries(path).some((name) => MARKS.has(name));

/** A README may tell of a whole folder of elements, too. */
const isElement = (path: string, holdsElements: boolean) =>
	entries(path).some((name) => MARKS.has(name) && !(holdsElements && name === "README.rst"));

function entries(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

const refused = (file: string, message: string) =>
	new UserError({
		code: "lint-path",
		message,
		place: { file },
		next: ["Name an element, or a folder whose sub-folders are elements: diskwright lint elements/my-element"],
	});
