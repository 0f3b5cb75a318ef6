import { cleanText } from "../core/text/terminal-text.js";

/** Longest line that is matched; a console that never ends its line must not fill the memory. */
const LONGEST_LINE = 4096;

/** A serial console as text: escape sequences removed, split into lines, the unfinished last line included. */
export class ConsoleText {
	#held = "";
	#line = "";
	/** The last piece ended between a carriage return and its newline: the line has ended already. */
	#returned = false;

	/**
	 * Takes the next piece as it came from the machine. `text` is the clean form of it, `lines` are all lines that
	 * ended in it or are still unfinished, in order and without blank ones.
	 */
	push(piece: string): { readonly text: string; readonly lines: readonly string[] } {
		const raw = this.#held + piece;
		// A sequence cut in two by the pipe waits for its second half.
		const cut = raw.search(/\x1b(\[[0-9;?]*)?$/);
		this.#held = cut === -1 ? "" : raw.slice(cut);
		const whole = cut === -1 ? raw : raw.slice(0, cut);
		const text = clean(this.#returned ? whole.replace(/^\r*\n/, "") : whole);
		if (whole !== "") this.#returned = whole.endsWith("\r");
		const lines = (this.#line + text).split("\n");
		this.#line = (lines.at(-1) ?? "").slice(-LONGEST_LINE);
		return { text, lines: lines.filter((line) => line.trim() !== "") };
	}

	/** The line that has not ended yet: a prompt, usually. */
	get unfinished(): string {
		return this.#line;
	}
}

function clean(raw: string): string {
	// Menus move the cursor instead of ending lines.
	const withLines = raw.replace(/\x1b\[[0-9;]*[Hf]/g, "\n").replace(/\r+\n?/g, "\n");
	return cleanText(withLines).replace(/\n{2,}/g, "\n");
}

/** True for lines that only a running system prints: the kernel's time stamps, or systemd's reports when it is quiet. */
export function isFromKernel(line: string): boolean {
	return /^\s*\[\s*\d+\.\d{6}\]/.test(line) || /^\s*\[\s*(OK|FAILED|DEPEND)\s*\]/.test(line);
}
