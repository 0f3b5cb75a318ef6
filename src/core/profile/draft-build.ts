import type { Profile } from "./profile.js";

/** What the user has chosen so far, as a build needs it. */
export interface DraftBuild {
	readonly profile: Profile;
	/** The profile's file, when it came from one: relative files in it are relative to it. */
	readonly file?: string;
	/** Folders before the elements path. */
	readonly elementsPath?: readonly string[];
	/** Values of secret variables: kept in memory only, never in a profile. */
	readonly secrets?: Readonly<Record<string, string>>;
}
