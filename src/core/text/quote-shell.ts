/** One word as a shell reads it back, quoted only where needed and the way DIB prints its commands. */
export function quoteWord(word: string): string {
	if (/^[\w@%+=:,./-]+$/.test(word)) return word;
	return `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A command line for a shell. */
export function quoteWords(words: readonly string[]): string {
	return words.map(quoteWord).join(" ");
}

/** A text in single quotes, always, as bash prints it. */
export const singleQuoted = (text: string): string => `'${escapedQuotes(text)}'`;

/** What stands between the quotes then. */
export const escapedQuotes = (text: string): string => text.replaceAll("'", "'\\''");
