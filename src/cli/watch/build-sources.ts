import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hostPlaces } from "../../core/layers/shareable.js";
import type { TaskRecord } from "../../core/layers/task-record.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { mapPaths } from "../../profiles/load-profile.js";
import type { LoadedBuild } from "../build/build-request.js";
import type { Sources } from "./snapshot.js";

/**
 * What a build is made of: the folders of its elements wherever on the path they are or could be, the profile with all that it
 * extends, the files that it or a variable names, and what hooks of the last build have read in folders of the caller's.
 */
export function buildSources(
	{ base, options }: Pick<LoadedBuild, "base" | "options">,
	{ plan, elements }: Pick<CompiledPlan, "plan" | "elements">,
	{ home, records }: { readonly home: string; readonly records: readonly TaskRecord[] },
): Sources {
	const names = elements.map(({ name }) => name);
	const files = new Set(base?.files ?? []);
	if (base) {
		mapPaths(base.profile, (path) => {
			files.add(resolve(dirname(base.file), path.replace(/^~(?=\/)/, home || "~")));
			return path;
		});
	}
	for (const { value, from } of options.variables) {
		const path = value.replace(/^file:\/\//, "");
		if (from !== "host" && path.startsWith("/") && isFile(path)) files.add(path);
	}
	const { directory, imageCache, tmp } = plan.settings;
	const isBelow = (path: string, folder: string) => folder !== "" && path.startsWith(`${folder}/`);
	for (const path of records.flatMap(({ observed }) => hostPlaces(observed))) {
		const isCallers = [directory, home].some((folder) => isBelow(path, folder));
		if (isCallers && ![imageCache, tmp].some((folder) => isBelow(path, folder)) && isFile(path)) files.add(path);
	}
	return {
		folders: plan.elementsPath.flatMap((collection) => names.map((name) => join(collection, name))),
		files: [...files],
	};
}

/** The same while nothing can be built: an element that is missing may appear in any of the caller's collections. */
export const widerSources = ({ folders, files }: Sources, builtIn: string): Sources => ({
	folders: [...new Set(folders.map((folder) => dirname(folder)))].filter((folder) => folder !== builtIn),
	files,
});

function isFile(path: string): boolean {
	try {
		return statSync(path).isFile();
	} catch {
		// Not there, not for us to see, or a link in a circle.
		return false;
	}
}
