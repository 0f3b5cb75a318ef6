import type { Surroundings } from "../../core/built/built-record.js";
import type { Input } from "../../core/layers/input.js";
import { observedPlace } from "../../core/layers/task-inputs.js";
import { createContentCache } from "../observe/content-cache.js";
import { lookAtGround } from "../observe/host-ground.js";
import { hostPathValue } from "../observe/host-names.js";
import { hostFileValue, hostFolderValue } from "../observe/look.js";

/** What hooks have read of the host, looked at by the caller, who needs no root for it; the names are kept. */
export function lookAtHostInputs(
	names: readonly string[],
	{ callersFolders, key }: Pick<Surroundings, "callersFolders" | "key">,
): Input[] {
	const places = { callersFolders, key: Buffer.from(key, "hex") };
	const ground = lookAtGround(names, createContentCache());
	// Names that are only meant as words count for layers alone: what the texts were is not known here.
	const known = names.filter((name) => observedPlace(name)?.kind !== "host-words");
	return known.map((name) => {
		const place = observedPlace(name);
		switch (place?.kind) {
			case "host-file":
				return { name, value: hostFileValue(place.path, places) };
			case "host-folder":
				return { name, value: hostFolderValue(place.path) };
			case "host-path":
				return { name, value: hostPathValue(place.path) };
			default:
				return { name, value: ground.get(name) ?? "unknown" };
		}
	});
}
