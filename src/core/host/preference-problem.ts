/** One line of the preferences that is not as it should be. */
export interface PreferenceProblem {
	/** Where it stands in the file: `["keys", "zoom"]`. */
	readonly path: readonly string[];
	/** `error`: it is not used. `warning`: it is, and the user should know this. */
	readonly severity: "error" | "warning";
	readonly message: string;
	/** What to write instead. */
	readonly next: string;
}

/** A map out of a file, or undefined for what is none. */
export function asMap(value: unknown): Readonly<Record<string, unknown>> | undefined {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: undefined;
}

/** A wrong value as the message shows it. */
export const shownValue = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value);
