import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Input } from "../../core/layers/input.js";
import { observedPlace } from "../../core/layers/task-inputs.js";
import { wholeBuildShown } from "../../core/layers/whole-build.js";
import type { Before } from "../../layers/observe/before.js";
import { mayName } from "../../layers/observe/host-names.js";
import { isShared } from "../../layers/observe/look.js";

/** Finds which variables of the whole build a hook could be told, each text read once. */
export class WholeBuildReader {
	/** By digest for files of the hooks tree, by path and identity for those of the host. */
	readonly #known = new Map<string, readonly string[]>();

	constructor(readonly hooks: string) {}

	/** By programs and data that any hook may get to see by way of the image: what is in no folder of hooks. */
	byAny({ contents }: Before): ReadonlySet<string> {
		const shared = [...contents].filter(([path]) => isShared(path));
		return new Set(shared.flatMap(([path, digest]) => this.#read(join(this.hooks, path), digest)));
	}

	/** By what a hook was seen to open. */
	byOpened(observed: readonly Input[]): ReadonlySet<string> {
		return new Set(
			observed.flatMap(({ name, value }) => {
				const place = observedPlace(name);
				if (place?.kind === "content") return this.#read(join(this.hooks, place.path), value);
				if (place?.kind === "host-file" && mayName(place.path)) {
					return this.#read(place.path, `${place.path} ${value}`);
				}
				return [];
			}),
		);
	}

	#read(file: string, identity: string): readonly string[] {
		const known = this.#known.get(identity);
		if (known) return known;
		const shown = wholeBuildShown(textOf(file));
		this.#known.set(identity, shown);
		return shown;
	}
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "latin1");
	} catch {
		return "";
	}
}
