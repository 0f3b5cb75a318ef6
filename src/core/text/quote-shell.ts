/** One word as a shell reads it back, quoted only where needed and the way DIB prints its commands. */
export function quoteWord(word: string): string {
	if (/^[\w@%+=:,./-]+$/.test(word)) return word;
	return `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A command line for a shell. */
export function quoteWords(words: readonly string[]): string {
	return words.map(quoteWord).join(" ");
}
