import type { Input } from "../../core/layers/input.js";
import type { TreeName } from "../../core/layers/task-inputs.js";
import type { LookPlaces } from "./look.js";

export interface ObserverPlaces extends LookPlaces {
	/** TMP_BUILD_DIR; what tasks leave there for later ones is state outside the tree. */
	readonly build: string;
	/** Paths below it that are the engine's own. */
	readonly ignored: ReadonlySet<string>;
	/** Folders for downloads: what a task writes there changes no image. */
	readonly caches: readonly string[];
}

/** What is known of the hooks tree when a task begins. */
export interface Before {
	readonly entries: readonly TreeName[];
	/** Digest of every file's content, by path. */
	readonly contents: ReadonlyMap<string, string>;
	/** What of the host stands for the lookups of a hook outside the image; absent for one inside. */
	readonly host?: HostBefore;
}

/** What a hook outside the image is given. */
export interface OutsideView {
	readonly environment: Readonly<Record<string, string>>;
	/** Where it begins. */
	readonly directory: string;
}

export interface HostBefore {
	readonly view: OutsideView;
	/** Undefined where the host's packages cannot be told: then nothing of a hook outside is kept. */
	readonly ground: readonly Input[] | undefined;
}
