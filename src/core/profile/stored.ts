import type { SerialisedError } from "../errors.js";
import type { ParsedProfile } from "./parse.js";
import type { Profile } from "./profile.js";

/** One profile that can be named. */
export interface ProfileEntry {
	readonly name: string;
	readonly file: string;
	/** Saved by the user, or shipped with the program. */
	readonly kind: "saved" | "shipped";
}

/** A profile with everything it extends merged in. */
export interface LoadedProfile {
	readonly profile: Profile & { readonly name: string };
	readonly file: string;
	/** `file`, the one it extends, and so on. */
	readonly files: readonly string[];
	/** Of the content of `file`: tells whether somebody has changed it meanwhile. */
	readonly fingerprint: string;
	/** Where a value stands, in whichever file of the chain it is. */
	readonly placeOf: ParsedProfile["placeOf"];
}

/** A profile as a list shows it. Texts are as written: they may hold anything and are cleaned where they are shown. */
export interface StoredProfile extends ProfileEntry {
	readonly title?: string;
	/** Name or path of the profile it is a variant of. */
	readonly extends?: string;
	/** Absent when there is a problem. */
	readonly loaded?: LoadedProfile;
	/** Why it cannot be used, with file and line: damaged, of a newer version, its base is missing. */
	readonly problem?: SerialisedError;
	/** True when a shipped profile of the same name is hidden by it. */
	readonly hidesShipped: boolean;
	/** Last change of the file; absent when it cannot be told. */
	readonly modified?: Date;
}

/** How a profile is to be saved. */
export interface SaveOptions {
	/** Replace a saved profile of this name, whatever it holds now. */
	readonly overwrite?: boolean;
	/** Replace it if it still is what was loaded (`LoadedProfile.fingerprint`). */
	readonly fingerprint?: string;
	/** The file that the profile was loaded from, when relative paths in it count from there. */
	readonly from?: string;
	/** Which variables elements call secret, beside those whose names tell. */
	readonly isSecret?: (name: string) => boolean;
}

/** A profile that was saved. */
export interface SavedProfile {
	readonly name: string;
	readonly file: string;
	readonly fingerprint: string;
	/** Where a file that could not be read as a profile is kept now. */
	readonly setAside?: string;
	/** What happened beside the saving, one sentence each. */
	readonly notes: readonly string[];
}
