import type { SerialisedError } from "../../core/errors.js";
import type { Profile } from "../../core/profile/profile.js";

/** One profile as it is listed. Texts are as written. */
export interface ListedProfile {
	readonly name: string;
	readonly file: string;
	readonly kind: "saved" | "shipped";
	readonly title?: string;
	/** Name or path of the profile it is a variant of. */
	readonly extends?: string;
	/** With everything it extends; absent when there is a problem. */
	readonly profile?: Profile;
	/** A shipped profile of the same name is hidden by it. */
	readonly hidesShipped: boolean;
	/** Why it cannot be used; it stays listed. */
	readonly problem?: SerialisedError;
}

/** A profile that was read, or made from something else. */
export interface OpenedProfile {
	readonly name: string;
	readonly file: string;
	readonly kind: "saved" | "shipped" | "path" | "imported";
	/** With everything it extends merged in. */
	readonly profile: Profile;
	/** Of what the file held: tells whether another program has changed it meanwhile. */
	readonly fingerprint?: string;
}

/** A profile that is to be saved. */
export interface SaveRequest {
	readonly name: string;
	readonly profile: Profile;
	/** The file it was loaded from: relative paths in it count from there. */
	readonly from?: string;
	/** Of the saved profile that it replaces, as it was loaded. */
	readonly fingerprint?: string;
	/** Replaces a profile of this name whatever it holds now. */
	readonly overwrite?: boolean;
	/** Variables that are secret by what the elements say; others are told by their names. */
	readonly secretVariables?: readonly string[];
}

/** What saving would do. */
export interface SavePreview {
	readonly file: string;
	/** What would be written. */
	readonly text: string;
	/** There is a saved profile of this name. */
	readonly replaces: boolean;
	/** One sentence each. */
	readonly notes: readonly string[];
}

/** A profile in the words of diskimage-builder. */
export interface ExportedProfile {
	/** One line for a shell. */
	readonly command: string;
	/** A YAML list with one image. */
	readonly list: string;
	/** What these cannot say, one sentence each. */
	readonly leftOut: readonly string[];
}

/** Profiles out of something else. */
export interface ImportedProfiles {
	/** At least one. */
	readonly profiles: readonly OpenedProfile[];
	readonly notes: readonly string[];
}

/** Saved and shipped profiles. Everything throws UserError. */
export interface ProfileService {
	list(): Promise<readonly ListedProfile[]>;
	open(nameOrPath: string): Promise<OpenedProfile>;
	/** Throws why it cannot be saved like this: its name, a secret in it. */
	preview(request: SaveRequest): Promise<SavePreview>;
	/** Throws `profile-exists` and `profile-changed` when something is there that must not be lost. */
	save(request: SaveRequest): Promise<{ readonly saved: OpenedProfile; readonly notes: readonly string[] }>;
	/** Returns the names of the variants that follow. */
	rename(name: string, newName: string): Promise<readonly string[]>;
	duplicate(name: string, newName: string): Promise<void>;
	/** Names of the saved profiles that extend it. */
	variants(name: string): Promise<readonly string[]>;
	/** Moves its file away; returns where to. Also one that others extend. */
	remove(name: string): Promise<string>;
	/** In the words of diskimage-builder. */
	export(name: string): Promise<ExportedProfile>;
	/** Writes a text to a new file; relative to the invoking directory. Returns its path. */
	writeFile(file: string, text: string): Promise<string>;
	/** From the path of a profile, script or YAML list, or from the text of a `disk-image-create` command. */
	import(pathOrCommand: string): Promise<ImportedProfiles>;
}
