import type { ElementSource } from "../core/element/source.js";

/**
 * The elements path of a build: the entries of ELEMENTS_PATH, then those of the sources, then the built-in elements
 * (contract §4.1), unless these are left out. An empty component stays an entry of its own, which reading the catalogue refuses.
 */
export function elementsPath(
	fromEnvironment: string | undefined,
	builtIn: string,
	sources: readonly ElementSource[] = [],
	withoutBuiltIn = false,
): string[] {
	const own = fromEnvironment ? fromEnvironment.split(":") : [];
	return [...own, ...sources.flatMap(({ folders }) => folders), ...(withoutBuiltIn ? [] : [builtIn])];
}
