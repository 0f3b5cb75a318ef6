import type { ElementSource } from "../element/source.js";
import type { PlannedVariable } from "../planning/plan.js";
import type { InstalledPackage } from "./package-diff.js";

/** Name of the manifest in the folder of a run. */
export const MANIFEST_FILE = "manifest.json";

/** The manifest beside an image: what went into it, without secrets. */
export interface Manifest {
	readonly manifest: 1;
	readonly image: string;
	readonly architecture: string;
	readonly built: string;
	/** `source` is the collection that the element is from, with its commit or version. */
	readonly elements: readonly {
		readonly name: string;
		readonly path: string;
		readonly sha256: string;
		readonly source?: string;
	}[];
	/** Collections of elements by others that were on the elements path. */
	readonly elementSources: readonly Pick<ElementSource, "name" | "version" | "origin">[];
	/** `kib` is what it takes in the tree, `element` the one by which it came in; both absent where nothing tells. */
	readonly packages: readonly InstalledPackage[];
	/** Lines `name type path location revision` that source-repositories recorded. */
	readonly sources: readonly string[];
	readonly environment: readonly PlannedVariable[];
	readonly outputs: readonly {
		readonly file: string;
		readonly format: string;
		readonly bytes: number;
		readonly checksums: Record<string, string>;
	}[];
}
