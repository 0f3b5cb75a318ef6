import { lstatSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { observedPlace } from "../../src/core/layers/task-inputs.js";

/** Whether a lookup of a path could not have another answer without one of these observed inputs being another one. */
export function coverage(
	names: readonly string[],
	{ PATH, HOME }: { readonly PATH: string; readonly HOME: string },
): (path: string) => boolean {
	const places = names
		.flatMap((name) => observedPlace(name) ?? [])
		.flatMap((place) => ("path" in place && place.kind !== "content" && place.kind !== "listing" ? [place] : []));
	const paths = new Set(places.filter(({ kind }) => kind !== "host-folder").map(({ path }) => path));
	const folders = new Set(places.filter(({ kind }) => kind === "host-folder").map(({ path }) => path));
	for (const directory of PATH.split(":")) folders.add(directory);
	for (const one of [HOME, userInfo().homedir]) {
		for (const known of ["", ".config", ".config/git", ".ssh", ".docker"]) folders.add(join(one, known));
	}
	for (const known of ["/var/lib/dpkg/status", "/var/lib/dpkg/arch", "/run/systemd/container"]) paths.add(known);
	folders.add("/");
	const parents = new Set([...paths, ...folders].flatMap(ancestors));
	const isKnown = (path: string) =>
		paths.has(path) ||
		folders.has(dirname(path)) ||
		parents.has(path) ||
		/^\/(?:usr|bin|sbin|lib\w*|etc)(?:\/|$)/.test(path);
	return (path) => {
		if (isKnown(path)) return true;
		// Nothing lies in a folder that is not there.
		const missing = ancestors(path).find((one) => !isThere(one) && isThere(dirname(one)));
		return missing !== undefined && isKnown(missing);
	};
}

function ancestors(path: string): string[] {
	return path === "/" ? ["/"] : [path, ...ancestors(dirname(path))];
}

function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
