import type { ProfileSource, SourceProblem } from "../../core/element/source.js";
import type { DraftBuild } from "../../core/profile/draft-build.js";

/** A collection of elements by others that can be chosen. */
export interface ListedSource {
	readonly name: string;
	/** The commit; of an installed one its version. */
	readonly version: string;
	/** Where it is from: an address, a repository, or the folder where it is installed. */
	readonly origin: string;
	/** How an installed one got there. */
	readonly by?: string;
	/** When the commit was made, in ISO 8601; unknown for folders without git and what is installed. */
	readonly committed?: string;
	readonly elements: number;
	/** What in it cannot be used. */
	readonly problems: readonly SourceProblem[];
	/** What a profile writes to use it as it is now. */
	readonly pin: ProfileSource;
}

/** Collections of elements by others. Everything throws UserError. */
export interface SourceService {
	/** Those that were added, then what is installed. */
	list(): Promise<readonly ListedSource[]>;
	/** Names of those that a draft needs and that are not on this host. */
	missing(draft: Pick<DraftBuild, "profile" | "file">): Promise<readonly string[]>;
	/** Fetches a collection and keeps it, at the commit it is at now. */
	add(addressOrPath: string): Promise<ListedSource>;
	/** Looks at a folder of elements that is to be used as it is; its absolute path. */
	liveFolder(path: string): Promise<string>;
	/** Gets what is missing. */
	fetch(draft: Pick<DraftBuild, "profile" | "file">): Promise<void>;
}
