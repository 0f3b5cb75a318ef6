import stringWidth, { type Options } from "string-width";
import stripAnsi from "strip-ansi";

/** One cell each, whatever stands beside them: ASCII, the signs of our screens, lines, blocks and Braille. */
const ONE_CELL_EACH = /^[\u0020-\u007e\u00b7\u2026\u2190-\u2193\u2500-\u259f\u2800-\u28ff]*$/;

/**
 * Cells a text takes, as `string-width` has it, without colours. Ink measures every row of every frame, and the library
 * looks up each character as soon as one is not ASCII, such as the border of a pane: that costs thirty times as much. The
 * bundle gives Ink this function in place of the library's.
 */
export default function cellWidth(text: string, options?: Options): number {
	if (options) return stringWidth(text, options);
	const plain = text.includes("\u001b") ? stripAnsi(text) : text;
	return ONE_CELL_EACH.test(plain) ? plain.length : stringWidth(plain);
}
