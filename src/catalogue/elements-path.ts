/**
 * The elements path of a build: the entries of ELEMENTS_PATH, then the built-in elements (contract §4.1). An empty
 * component stays an entry of its own, which reading the catalogue refuses.
 */
export function elementsPath(fromEnvironment: string | undefined, builtIn: string): string[] {
	return fromEnvironment ? [...fromEnvironment.split(":"), builtIn] : [builtIn];
}
