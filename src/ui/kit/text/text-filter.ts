/** Whether a text has every word of a filter, in any case; `!word` leaves out texts that have it. */
export function matchesFilter(text: string, filter: string): boolean {
	const lower = text.toLowerCase();
	return filter
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "" && word !== "!")
		.every((word) => (word.startsWith("!") ? !lower.includes(word.slice(1)) : lower.includes(word)));
}
