import { cleanLine } from "../../../core/text/terminal-text.js";

/** A line of text with a cursor; `cursor` counts graphemes, what a user takes for one character. */
export interface TextInput {
	readonly text: string;
	readonly cursor: number;
}

const segmenter = new Intl.Segmenter();

/** The characters of a text as a user counts them. */
export function graphemes(text: string): string[] {
	return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** A field that holds a text, the cursor behind it. */
export function textInput(text: string): TextInput {
	return { text, cursor: graphemes(text).length };
}

/** Typed or pasted text put in at the cursor: several lines become one, control characters go. */
export function insert({ text, cursor }: TextInput, added: string): TextInput {
	const clean = cleanLine(added.replace(/[\r\n]+$/, "").replace(/\s*[\r\n]+\s*/g, " "));
	const parts = graphemes(text);
	const before = parts.slice(0, cursor).join("") + clean;
	return { text: before + parts.slice(cursor).join(""), cursor: graphemes(before).length };
}

/** What an editing key makes of a field; undefined when the key edits nothing. */
export function editKey(input: TextInput, key: string): TextInput | undefined {
	const parts = graphemes(input.text);
	const { cursor } = input;
	const last = parts.length;
	const remove = (from: number, to: number): TextInput => ({
		text: [...parts.slice(0, from), ...parts.slice(to)].join(""),
		cursor: from,
	});
	switch (key) {
		case "left":
			return { ...input, cursor: Math.max(0, cursor - 1) };
		case "right":
			return { ...input, cursor: Math.min(last, cursor + 1) };
		case "home":
		case "ctrl+a":
			return { ...input, cursor: 0 };
		case "end":
		case "ctrl+e":
			return { ...input, cursor: last };
		// Terminals send either for the key above enter, and neither name can be trusted.
		case "backspace":
		case "delete":
			return cursor > 0 ? remove(cursor - 1, cursor) : input;
		case "ctrl+d":
			return remove(cursor, Math.min(last, cursor + 1));
		case "ctrl+u":
			return remove(0, cursor);
		case "ctrl+k":
			return remove(cursor, last);
		case "ctrl+w":
			return remove(wordStart(parts, cursor), cursor);
		default:
			return undefined;
	}
}

function wordStart(parts: readonly string[], cursor: number): number {
	let at = cursor;
	while (at > 0 && parts[at - 1] === " ") at -= 1;
	while (at > 0 && parts[at - 1] !== " ") at -= 1;
	return at;
}
