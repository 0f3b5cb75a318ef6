import { parsePyYaml } from "../text/yaml.js";

/**
 * The names of packages that an element asks for, out of its package-installs file and, for every distribution, its
 * pkg-map. Who wants to know what really is installed must look at the image: conditions are not asked.
 */
export function askedNames(installs: string, map: string | undefined): readonly string[] {
	const names = Object.keys(asMap(parse(installs)));
	const mapped = map === undefined ? [] : translations(parse(map), new Set(names));
	return [...new Set([...names, ...mapped])];
}

/** Values of the names anywhere in a pkg-map: `default`, `family`, `distro` and `release` differ in depth only. */
function translations(value: unknown, names: ReadonlySet<string>): string[] {
	return Object.entries(asMap(value)).flatMap(([key, inner]) =>
		typeof inner === "string" ? (names.has(key) ? inner.split(/\s+/).filter(Boolean) : []) : translations(inner, names),
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return parsePyYaml(text);
	}
}

const asMap = (value: unknown): Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
