import type { Place } from "../errors.js";
import type { ElementSource } from "./source.js";

/** Kind of a directory entry; `exec` is a regular file with an execute bit. */
export type EntryKind = "file" | "exec" | "dir" | "link" | "other";

/** One entry of an element's directory, as found on disk. */
export interface Entry {
	readonly kind: EntryKind;
	/** Text of a symbolic link. */
	readonly target?: string;
	/** What a link leads to after following it; `missing` when it dangles. */
	readonly leadsTo?: "file" | "exec" | "dir" | "other" | "missing";
}

/** A folder of scripts sorted into phases (contract §1). Data only: nothing here touches the disk. */
export interface Element {
	/** Base name of its directory; of the link's target when the element is a symlink (contract §4.1, Q13). */
	readonly name: string;
	/** Absolute real path of the directory. */
	readonly path: string;
	/** The entry of the elements path it was found under. */
	readonly collection: string;
	/** The source which that entry belongs to, with its commit or version: `tripleo@1a2b3c4d5e6f`. */
	readonly source?: string;
	/** Names in `element-deps`, in file order, stripped, without blanks and duplicates. */
	readonly deps: readonly string[];
	/** Names in `element-provides`, likewise. */
	readonly provides: readonly string[];
	/** Immediate entries of the element's directory, name → entry. */
	readonly files: Readonly<Record<string, Entry>>;
	/** Immediate sub-directories (links followed) → their entries, one level. */
	readonly dirs: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
	/** Parsed `element.yaml`, when the element has one that can be read. */
	readonly meta?: ElementMeta | undefined;
}

/** What `element.yaml` says: docs/elements.md has every key. */
export interface ElementMeta {
	readonly title: string;
	readonly category: ElementCategory;
	/** For operating systems only. */
	readonly operatingSystem?: {
		readonly distribution: string;
		/** Known releases, newest first. */
		readonly releases: readonly { readonly name: string; readonly title?: string }[];
		readonly architectures: readonly string[];
		/** Name of the host fact that supplies the default mirror (`debian`), or addresses. */
		readonly mirrors?: readonly string[];
	};
	readonly variables: Readonly<Record<string, VariableMeta>>;
	/** Hooks (`<phase>.d/<name>`) that do not need the final file systems mounted: where none does, these are filled without a mount. */
	readonly finalFilesystem: Readonly<Record<string, boolean>>;
	/** Host tools the element's outside hooks call. */
	readonly tools: readonly string[];
	readonly place: Place;
}

export const ELEMENT_CATEGORIES = [
	"operating-system",
	"block-device",
	"boot",
	"packages",
	"cloud",
	"access",
	"network",
	"debug",
	"tools",
	"other",
] as const;
export type ElementCategory = (typeof ELEMENT_CATEGORIES)[number];

/** One variable an element reads. */
export interface VariableMeta {
	readonly type: "string" | "boolean" | "integer" | "list" | "path" | "url" | "enum";
	readonly default?: string;
	readonly values?: readonly string[];
	readonly meaning: string;
	readonly secret: boolean;
}

/** An element hidden by one of the same name earlier on the path (contract §4.2). */
export interface Shadowing {
	readonly name: string;
	readonly winner: string;
	readonly loser: string;
}

/** Why an element, or what its metadata says, cannot be used. */
export interface CatalogueProblem {
	readonly element: string;
	readonly message: string;
	readonly place: Place;
}

/** All elements found on the elements path. */
export interface Catalogue {
	/** The elements path as searched: highest priority first, built-in last. */
	readonly path: readonly string[];
	readonly elements: ReadonlyMap<string, Element>;
	readonly shadowed: readonly Shadowing[];
	/** Elements whose metadata could not be read, by name; the rest stays usable. */
	readonly problems: readonly CatalogueProblem[];
	/** Collections of others that parts of the path belong to, in its order. */
	readonly sources: readonly ElementSource[];
}
