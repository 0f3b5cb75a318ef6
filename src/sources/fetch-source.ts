import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type ElementSource, type FetchedSource, isLocalOrigin } from "../core/element/source.js";
import { UserError } from "../core/errors.js";
import { PHASES } from "../core/hooks/phases.js";
import { checkOut, commitFolderOf, fetchCommit, repositoryOf } from "./repository.js";
import { listSources, pinOf, type SourceFolders } from "./store.js";

/**
 * The source as it lies on this host, exactly at its commit; undefined when that was never fetched. Throws UserError
 * `no-elements` when the collection has no elements, or not where it is said to have them.
 */
export async function localSource(source: FetchedSource, folders: SourceFolders): Promise<ElementSource | undefined> {
	await checkOut(repositoryOf(source.from, folders.repositories), source.commit);
	return checkedOut(source, folders);
}

/** The same, if its files were needed before. */
export function checkedOut(source: FetchedSource, { repositories }: SourceFolders): ElementSource | undefined {
	const { name, from, commit } = source;
	const folder = commitFolderOf(repositoryOf(from, repositories), commit);
	if (!existsSync(folder)) return undefined;
	const root = realpathSync(folder);
	return {
		...{ name, version: commit, origin: from },
		folders: elementFolders(root, source).map((inside) => join(root, inside)),
	};
}

/** The collection whose files are in a folder that stands on an elements path; undefined when it is none that was added. */
export function sourceOfFolder(folder: string, folders: SourceFolders): FetchedSource | undefined {
	for (const kept of listSources(folders).sources) {
		const { folder: repository } = repositoryOf(kept.from, folders.repositories);
		const commit = folder.startsWith(`${repository}/`) ? folder.slice(repository.length + 1).split("/")[0] : undefined;
		if (commit) return { ...pinOf(kept), commit };
	}
	return undefined;
}

/** The same; fetched when it is missing. Throws UserError also as `fetchCommit` does. */
export async function fetchedSource(source: FetchedSource, folders: SourceFolders): Promise<ElementSource> {
	const before = await localSource(source, folders);
	if (before) return before;
	await fetchCommit(repositoryOf(source.from, folders.repositories), source.commit);
	return (await localSource(source, folders)) as ElementSource;
}

/** Paths in a collection that are folders of elements: the one that was named, or all that it has. Throws UserError `no-elements`. */
export function elementFolders(
	root: string,
	{ from, folder }: { readonly from: string; readonly folder?: string },
): string[] {
	const found = findElementFolders(root);
	if (folder === undefined && found.length > 0) return found;
	const named = folder?.replace(/^(?:\.\/)+|\/+$/g, "") || ".";
	if (folder !== undefined && found.includes(named)) return [named];
	throw new UserError({
		code: "no-elements",
		message:
			folder === undefined
				? `There are no elements in ${from}: no folder in it has sub-folders with hooks, element-deps or an element.yaml`
				: `There are no elements in the folder ${folder} of ${from}`,
		next:
			found.length > 0
				? [`Folders of elements in it: ${found.join(", ")}`]
				: [
						"An element is a folder like my-element/install.d; it lies in a folder of elements, not alone in a repository.",
						...(isLocalOrigin(from) ? [] : ["Look whether the elements are on another branch: --ref BRANCH"]),
					],
	});
}

/** A folder or a file of these names makes a directory an element; a README alone does not. */
const MARKING_FOLDERS = new Set([...PHASES.map((phase) => `${phase}.d`), "environment.d"]);
const MARKING_FILES = new Set(["element-deps", "element-provides", "element.yaml", "package-installs.yaml", "pkg-map"]);

/** Elements for tests stand beside those that are meant to be used. */
const PASSED_OVER = /^(?:\.|tests?$|test-elements$|node_modules$|__pycache__$)/;

const DEEPEST = 5;

/**
 * The folders of elements in a collection: those with at least one element in them, by their paths in it, sorted; `.` is the
 * collection itself. Elements are not looked into, nor what stands beside them; but in the root there may be anything.
 */
function findElementFolders(root: string): string[] {
	const found: string[] = [];
	const visit = (folder: string, depth: number) => {
		const entries = entriesOf(join(root, folder));
		const elements = new Set(
			entries.map(({ name }) => name).filter((name) => !PASSED_OVER.test(name) && isElement(join(root, folder, name))),
		);
		if (elements.size > 0) found.push(folder || ".");
		if (depth === DEEPEST || (elements.size > 0 && folder !== "")) return;
		// Links are followed to elements, but not on the way down: they may lead in a circle.
		const below = entries.filter((entry) => entry.isDirectory() && !elements.has(entry.name));
		for (const { name } of below) if (!PASSED_OVER.test(name)) visit(folder ? `${folder}/${name}` : name, depth + 1);
	};
	visit("", 0);
	return found.sort();
}

/** There are elements called like a marking file: pkg-map. */
const isElement = (folder: string) =>
	entriesOf(folder).some((entry) => (entry.isDirectory() ? MARKING_FOLDERS : MARKING_FILES).has(entry.name));

function entriesOf(folder: string) {
	try {
		return readdirSync(folder, { withFileTypes: true });
	} catch {
		return [];
	}
}
