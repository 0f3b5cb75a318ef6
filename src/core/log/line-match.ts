/** Whether a line has the words that are searched: in any case, unless a capital is among them. */
export function lineMatcher(query: string): (line: string) => boolean {
	if (query === "") return () => false;
	if (/\p{Lu}/u.test(query)) return (line) => line.includes(query);
	return (line) => line.toLowerCase().includes(query);
}
