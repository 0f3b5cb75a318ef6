import stripAnsi from "strip-ansi";
import { SIGNS } from "./ascii-signs.js";

const TAB_WIDTH = 8;
/**
 * Anything a terminal could take for a command: C0 with escape and tab, DEL, C1; and what turns the direction of the text
 * around it or ends its line: with these a name can look like another one.
 */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const ALL_CONTROLS = new RegExp(CONTROLS, "g");
/** The same in a text of several lines, where line breaks and tabs have their meaning. */
const TEXT_CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const ALL_TEXT_CONTROLS = new RegExp(TEXT_CONTROLS, "g");
/** What is left of a sequence that was cut off at the end of its text. */
const UNFINISHED = /(?:\u001b\[[0-?]*[ -/]*|\u001b[\]PX^_k][^\u0007\u001b]*)$/;

/** One line as it can be shown anywhere: no escape sequence, no control character, tabs as blanks. */
export function cleanLine(line: string): string {
	if (!CONTROLS.test(line)) return line;
	const plain = stripAnsi(line).replace(UNFINISHED, "");
	return expandTabs(plain).replace(ALL_CONTROLS, "");
}

/** A text of several lines that goes to a terminal: the same, but for its line breaks and tabs, which stay. */
export function cleanText(text: string): string {
	if (!TEXT_CONTROLS.test(text)) return text;
	return text
		.split("\n")
		.map((line) => stripAnsi(line).replace(UNFINISHED, "").replace(ALL_TEXT_CONTROLS, ""))
		.join("\n");
}

/**
 * A value as JSON in which every character that a terminal could take for a command is written as `\\uXXXX`, and so are our
 * own signs, which would be turned into ASCII on their way to some terminals.
 */
export function printableJson(value: unknown, indent?: number): string {
	const text = JSON.stringify(value, undefined, indent);
	return text.replace(JSON_CONTROLS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** JSON.stringify has written the others already; line breaks are its own. */
const JSON_CONTROLS = new RegExp(`[\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069${SIGNS}]`, "g");

/** Printable ASCII: nearly every line is. */
const PLAIN = /^[\u0020-\u007e]*$/;
/** One emoji made of several characters: a skin, a variant, a family joined of its members. */
const COMPOUND = /(\p{Extended_Pictographic})(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})+/gu;
/** What else makes one sign of two characters: variants, key caps, flags of regions. */
const MODIFIERS = /[\ufe0e\ufe0f\u20e3\u{e0020}-\u{e007f}]/gu;
const FLAG_LETTERS = /\p{Regional_Indicator}/gu;
const FLAG_A = 0x1f1e6;

/**
 * One line as a screen can lay it out: clean, and without the emoji whose width depends on the terminal. Of an emoji made
 * of several characters the first stays, of a flag its letters.
 */
export function screenLine(line: string): string {
	if (PLAIN.test(line)) return line;
	return cleanLine(line)
		.replace(COMPOUND, "$1")
		.replace(FLAG_LETTERS, (letter) => String.fromCharCode(65 + (letter.codePointAt(0) ?? FLAG_A) - FLAG_A))
		.replace(MODIFIERS, "");
}

function expandTabs(line: string): string {
	if (!line.includes("\t")) return line;
	let text = "";
	for (const [index, part] of line
		.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, "")
		.split("\t")
		.entries()) {
		if (index > 0) text += " ".repeat(TAB_WIDTH - (text.length % TAB_WIDTH));
		text += part;
	}
	return text;
}
