import { UserError } from "../errors.js";
import { parsePyYaml } from "../text/yaml.js";

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
	redhat: ["centos", "fedora", "rhel"],
	debian: ["debian", "ubuntu"],
	suse: ["opensuse"],
};

/** One element's `svc-map` file. */
export interface ServiceFile {
	readonly element: string;
	readonly file: string;
	readonly text: string;
}

/**
 * Service names of a distribution out of all elements' maps, by element name (contract §12.4). A name is a text as a rule,
 * but stays whatever YAML made of it.
 */
export function mergeServiceMaps(
	files: readonly ServiceFile[],
	distribution: string | undefined,
): Record<string, unknown> {
	const merged: Record<string, unknown> = {};
	const owners = new Map<string, string>();
	const family = Object.keys(FAMILIES).find((name) => FAMILIES[name]?.includes(distribution ?? ""));
	const keys = [distribution, family, "default"];
	for (const { element, file, text } of [...files].sort((a, b) => (a.element < b.element ? -1 : 1))) {
		const map = parsePyYaml(text) as Record<string, unknown> | undefined;
		if (!map || typeof map !== "object" || Array.isArray(map)) {
			throw invalid(file, "a service map must map services to names");
		}
		for (const [service, names] of Object.entries(map)) {
			const owner = owners.get(service);
			if (owner !== undefined) throw invalid(file, `the service ${service} is mapped by ${owner} and ${element}`);
			owners.set(service, element);
			const name = nameOf(service, names, keys);
			if (name === undefined) throw invalid(file, `the names of the service ${service} are not a map`);
			merged[service] = name;
		}
	}
	return merged;
}

/** The name under the first of `keys` that is there, else the service itself; undefined when DIB fails on `names`. */
function nameOf(service: string, names: unknown, keys: readonly (string | undefined)[]): unknown {
	// What is not a map counts as one without any name where DIB does not stumble over it.
	if (typeof names === "string") {
		return keys.some((key) => key === undefined || names.includes(key)) ? undefined : service;
	}
	if (Array.isArray(names)) return keys.some((key) => names.includes(key)) ? undefined : service;
	if (typeof names !== "object" || names === null) return undefined;
	const key = keys.find((one) => one !== undefined && Object.hasOwn(names, one));
	return key === undefined ? service : (names as Record<string, unknown>)[key];
}

function invalid(file: string, message: string): UserError {
	return new UserError({
		code: "svc-map",
		message,
		place: { file },
		next: ["Mend the map, or leave one element out."],
		exitCode: 1,
	});
}
