import type { SerialisedError } from "../../core/errors.js";
import type { Profile } from "../../core/profile.js";

/** One profile as it is listed. */
export interface ListedProfile {
	readonly name: string;
	readonly file: string;
	readonly kind: "saved" | "shipped";
	readonly title?: string;
	/** Why it cannot be used; it stays listed. */
	readonly problem?: SerialisedError;
}

/** A profile that was read. */
export interface OpenedProfile {
	readonly name: string;
	readonly file: string;
	readonly kind: "saved" | "shipped" | "path";
	/** With everything it extends merged in. */
	readonly profile: Profile;
}

/** Saved and shipped profiles. Everything throws UserError. */
export interface ProfileService {
	list(): Promise<readonly ListedProfile[]>;
	open(nameOrPath: string): Promise<OpenedProfile>;
}
