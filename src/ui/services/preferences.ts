import type { Preferences } from "../../core/host/preferences.js";

/** What the program remembers of a user's choices. */
export interface PreferencesService {
	get(): Preferences;
	/** Changes some of them; undefined forgets one. Never throws: what cannot be written lasts as long as the program. */
	update(change: Partial<Preferences>): void;
}
