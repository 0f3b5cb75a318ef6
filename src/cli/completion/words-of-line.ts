/**
 * The words of a command line that is still being typed, as a shell splits them, without their quotes; a quote may be open.
 * The last one is the word that goes on: empty after a blank.
 */
export function wordsOfLine(line: string): string[] {
	const words: string[] = [];
	let word = "";
	let begun = false;
	let quote = "";
	for (let at = 0; at < line.length; at++) {
		const sign = line[at] as string;
		if (quote !== "") {
			if (sign === quote) quote = "";
			else if (quote === '"' && sign === "\\" && /["\\$`]/.test(line[at + 1] ?? "")) word += line[++at];
			else word += sign;
			continue;
		}
		if (sign === "'" || sign === '"') {
			quote = sign;
			begun = true;
		} else if (sign === "\\") {
			word += line[++at] ?? "";
			begun = true;
		} else if (/\s/.test(sign)) {
			if (begun) words.push(word);
			word = "";
			begun = false;
		} else {
			word += sign;
			begun = true;
		}
	}
	return [...words, word];
}
