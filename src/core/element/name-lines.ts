/** What DIB strips from a line; JavaScript's `trim` takes the byte order mark too and leaves the separators. */
const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const STRIP = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");

/**
 * The names in the text of `element-deps` or `element-provides`: one a line, stripped, without blank lines and
 * duplicates, in file order. There is no comment syntax and `a b` is one name (contract §4.3).
 */
export function nameLines(text: string): string[] {
	const names = text.split(/\r\n|\r|\n/).map((line) => line.replace(STRIP, ""));
	return [...new Set(names.filter((name) => name !== ""))];
}
