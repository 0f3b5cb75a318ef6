import type { Surroundings } from "../../core/built/built-record.js";
import type { Input } from "../../core/layers/input.js";
import { observedPlace } from "../../core/layers/task-inputs.js";
import { createContentCache } from "../observe/content-cache.js";
import { lookAtGround } from "../observe/host-ground.js";
import { hostPathValue, meantNames } from "../observe/host-names.js";
import { hostFileValue, hostFolderValue } from "../observe/look.js";

export interface HostView extends Pick<Surroundings, "callersFolders" | "key"> {
	readonly environment: Readonly<Record<string, string>>;
	/** Those of the elements: what their texts mean of the names in a folder counts. */
	readonly files: readonly string[];
}

/** What hooks have read of the host, or looked for, looked at as the caller sees it; the names are kept. */
export function lookAtHostInputs(names: readonly string[], view: HostView): Input[] {
	const { environment, callersFolders, key, files } = view;
	const places = { callersFolders, key: Buffer.from(key, "hex") };
	const ground = lookAtGround(names, createContentCache());
	return names.map((name) => {
		const place = observedPlace(name);
		switch (place?.kind) {
			case "host-file":
				return { name, value: hostFileValue(place.path, places) };
			case "host-folder":
				return { name, value: hostFolderValue(place.path) };
			case "host-path":
				return { name, value: hostPathValue(place.path) };
			case "host-words":
				return { name, value: meantNames({ environment, directory: place.path }, files) };
			default:
				return { name, value: ground.get(name) ?? "unknown" };
		}
	});
}
