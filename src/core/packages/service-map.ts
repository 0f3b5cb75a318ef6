import { UserError } from "../errors.js";
import { parsePyYaml } from "../yaml.js";

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

/** Service names of a distribution out of all elements' maps, by element name (contract §12.4). */
export function mergeServiceMaps(
	files: readonly ServiceFile[],
	distribution: string | undefined,
): Record<string, string> {
	const merged: Record<string, string> = {};
	const owners = new Map<string, string>();
	const family = Object.keys(FAMILIES).find((name) => FAMILIES[name]?.includes(distribution ?? ""));
	for (const { element, file, text } of [...files].sort((a, b) => (a.element < b.element ? -1 : 1))) {
		const map = parsePyYaml(text) as Record<string, Record<string, string>> | undefined;
		if (!map || typeof map !== "object") throw invalid(file, "a service map must map services to names");
		for (const [service, names] of Object.entries(map)) {
			const owner = owners.get(service);
			if (owner !== undefined) throw invalid(file, `the service ${service} is mapped by ${owner} and ${element}`);
			owners.set(service, element);
			merged[service] = names?.[distribution ?? ""] ?? names?.[family ?? ""] ?? names?.default ?? service;
		}
	}
	return merged;
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
