/** A failure that many builds have met, with what helped. */
export interface KnownCause {
	/** Stable, kebab-case: `hash-sum-mismatch`. */
	readonly id: string;
	/** What went wrong, one plain sentence. */
	readonly title: string;
	/** Any of them matches one line of what the failed task said. A named group is put for that word in the cures. */
	readonly patterns: readonly RegExp[];
	/** Statuses with which the task must have ended; any, unless given. */
	readonly exitCodes?: readonly number[];
	/** The id of a cause whose lines come with these, and which says less. */
	readonly rather?: string;
	/** A symptom that has several reasons: every other cause that matches explains more. */
	readonly general?: true;
	/**
	 * Next steps, the likeliest first; commands are ready to copy, words in capitals are to be replaced. Those of
	 * `diskwright build PROFILE` are put in the words of the program that was typed (`curesFor`).
	 */
	readonly cure: readonly Cure[];
}

/** One step, or one that counts only where somebody has, or has not, given the image a size. */
export type Cure = string | { readonly text: string; readonly sized: boolean };

/** What is known of a failed task. */
export interface Failure {
	/** What it said last, in its order. */
	readonly lines: readonly string[];
	/** What the engine found out about it. */
	readonly found?: readonly string[];
	readonly message: string;
	readonly exitCode?: number;
}
