import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PHASES } from "../core/hooks/phases.js";

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
export function findElementFolders(root: string): string[] {
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
