/** A filter as typed: every wanted word must be there, no unwanted one may. Lower case. */
export interface FilterWords {
	readonly wanted: readonly string[];
	readonly unwanted: readonly string[];
}

/** Splits a filter into words; `!word` is unwanted, a bare `!` is still being typed. */
export function filterWords(query: string): FilterWords {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	return {
		wanted: words.filter((word) => !word.startsWith("!")),
		unwanted: words.filter((word) => /^!./.test(word)).map((word) => word.slice(1)),
	};
}

/** Whether a text in lower case passes. */
export function passes(text: string, { wanted, unwanted }: FilterWords): boolean {
	return wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word));
}

/** Whether a text passes a filter as typed, in any case. */
export const matchesFilter = (text: string, filter: string): boolean => passes(text.toLowerCase(), filterWords(filter));
