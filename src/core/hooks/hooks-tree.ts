import type { Element, Entry } from "../element/element.js";
import { isWhole } from "../element/element-file.js";
import { UserError } from "../errors.js";
import type { Collision, PlannedPhase } from "../planning/plan.js";
import { runnableHooks } from "./hook-order.js";
import { PHASES, whereRuns } from "./phases.js";

/** One entry of a merged directory: a file of one element, or a directory that several elements fill. */
export interface MergedEntry {
	readonly entry: Entry;
	/** In merge order; more than one only for directories. */
	readonly elements: readonly Element[];
}

/** The hooks of all selected elements in one tree (contract §5), as data. */
export interface HooksTree {
	/** Directory → entry name → where it comes from. */
	readonly directories: Readonly<Record<string, Readonly<Record<string, MergedEntry>>>>;
	/** Top-level file → the element whose copy remains. */
	readonly files: Readonly<Record<string, Element>>;
	readonly collisions: readonly Collision[];
}

const NEVER_MERGED = new Set(["tests", "__pycache__"]);

/** Merges the hook directories of `elements`, in the order given: sorted by name, the last copy of a file wins. */
export function hooksOfElements(elements: readonly Element[]): HooksTree {
	const directories: Record<string, Record<string, MergedEntry>> = {};
	const files: Record<string, Element> = {};
	const writers = new Map<string, Writers>();
	const note = (path: string, element: Element, fatal: boolean, kind: string) => {
		const known = writers.get(path) ?? { elements: [], fatal, kinds: new Set() };
		known.elements.push(element.name);
		known.kinds.add(kind);
		writers.set(path, known);
	};
	for (const element of elements) {
		for (const [directory, entries] of Object.entries(element.dirs)) {
			if (NEVER_MERGED.has(directory)) continue;
			directories[directory] ??= {};
			const merged = directories[directory];
			for (const [name, entry] of Object.entries(entries)) {
				if (name.startsWith(".")) continue;
				const before = merged[name];
				note(`${directory}/${name}`, element, true, kindOf(entry));
				merged[name] = { entry: before?.entry ?? entry, elements: [...(before?.elements ?? []), element] };
			}
		}
		for (const [name, entry] of Object.entries(element.files)) {
			if (name.endsWith(".pyc") || !isTopLevelFile(entry)) continue;
			note(name, element, false, "file");
			files[name] = element;
		}
	}
	return { directories, files, collisions: collisionsOf(writers) };
}

/** The ten phases with the hooks that will run, before extra-data hooks add more. */
export function plannedPhases(tree: HooksTree, names?: string): PlannedPhase[] {
	return PHASES.map((phase) => {
		const merged = tree.directories[`${phase}.d`] ?? {};
		const entries = Object.fromEntries(Object.entries(merged).map(([name, { entry }]) => [name, entry]));
		const { run, ignored } = runnableHooks(entries, names);
		const owner = (name: string) => merged[name]?.elements[0] as Element;
		return {
			phase,
			where: whereRuns(phase),
			hooks: run.map((name) => ({ name, element: owner(name).name, file: `${owner(name).path}/${phase}.d/${name}` })),
			ignored: ignored.map(({ name, why }) => ({ name, element: owner(name).name, why })),
		};
	});
}

/** Throws UserError `duplicate-hook` naming every file when two elements ship the same hook (contract §5, Q17). */
export function assertNoDuplicates(tree: HooksTree): void {
	const fatal = tree.collisions.filter((collision) => collision.fatal);
	if (fatal.length === 0) return;
	const places = fatal.map(({ path }) => {
		const [directory = "", name = ""] = path.split("/");
		const owners = tree.directories[directory]?.[name]?.elements ?? [];
		return owners.map((element) => `${element.path}/${path}`).join(" and ");
	});
	throw new UserError({
		code: "duplicate-hook",
		message: `There is a duplicated hook in your elements: ${places.join("; ")}`,
		next: ["Rename one of the two files, or leave one of the elements out."],
	});
}

/** Throws UserError `name-not-utf8` for an entry that would have to be copied by a name that we cannot write. */
export function assertNames(elements: readonly Element[]): void {
	for (const element of elements) {
		const [odd] = unwritableNames(element);
		if (odd === undefined) continue;
		throw new UserError({
			code: "name-not-utf8",
			message: `The element ${element.name} holds a file whose name is no UTF-8: ${odd}`,
			place: { file: element.path },
			next: ["Rename it, or leave the element out; deeper in its folders any name will do."],
		});
	}
}

/** Entries of an element and of its folders whose names are no UTF-8, as paths below the element. */
export function unwritableNames({ files, dirs }: Element): string[] {
	const below = Object.entries(dirs).flatMap(([folder, entries]) =>
		Object.keys(entries).map((entry) => `${folder}/${entry}`),
	);
	return [...Object.keys(files), ...below].filter((path) => !isWhole(path));
}

interface Writers {
	readonly elements: string[];
	readonly fatal: boolean;
	readonly kinds: Set<string>;
}

/** Folders of one name are merged, and of links to folders the last one stays: cp(1) can do nothing else. */
function collisionsOf(writers: ReadonlyMap<string, Writers>): Collision[] {
	const isShared = ({ kinds }: Writers) => kinds.size === 1 && !kinds.has("file");
	return [...writers]
		.filter(([, writer]) => writer.elements.length > 1 && !isShared(writer))
		.map(([path, { elements, fatal }]) => ({ path, elements, fatal }))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(entry: Entry): string {
	if (entry.kind === "dir") return "folder";
	return entry.kind === "link" && entry.leadsTo === "dir" ? "link to a folder" : "file";
}

function isTopLevelFile(entry: Entry): boolean {
	if (entry.kind === "link") return entry.leadsTo === "file" || entry.leadsTo === "exec";
	return entry.kind === "file" || entry.kind === "exec";
}
