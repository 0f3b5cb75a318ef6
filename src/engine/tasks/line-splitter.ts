import { StringDecoder } from "node:string_decoder";
import type { Masker } from "../../core/secrets/masker.js";
import { cleanLine } from "../../core/text/terminal-text.js";

const LONGEST = 8192;

export interface LineSplitterOptions {
	/** Hides secrets in a line before it is cut: of one that is cut in the middle nothing can be found. */
	readonly mask: Masker;
	/** Of how many characters one secret can be. */
	readonly longestSecret: number;
}

/**
 * Cuts a stream of bytes into clean lines. A carriage return begins the line again, as it does on a terminal; a line
 * longer than 8 KiB is cut and marked.
 */
export class LineSplitter {
	readonly #decoder = new StringDecoder("utf8");
	readonly #mask: Masker;
	/** Behind what is shown so much is kept that a secret which begins there is whole, whatever was masked before it. */
	readonly #margin: number;
	#rest = "";
	/** The unfinished line was longer than what is kept of it. */
	#dropped = false;
	/** A return has come: what is written next begins the line again. */
	#returned = false;

	constructor({ mask, longestSecret }: LineSplitterOptions = { mask: (text) => text, longestSecret: 0 }) {
		this.#mask = mask;
		this.#margin = longestSecret;
	}

	/** The lines that `chunk` completes. */
	push(chunk: Uint8Array): string[] {
		const lines: string[] = [];
		const [first = "", ...others] = this.#decoder.write(Buffer.from(chunk)).split("\n");
		this.#add(first);
		for (const piece of others) {
			lines.push(this.#finish());
			this.#add(piece);
		}
		return lines;
	}

	/** What the unfinished line shows now: the piece that was overwritten last. */
	get unfinished(): string {
		return this.#shown();
	}

	/** The unfinished last line, if any. */
	end(): string[] {
		this.#add(this.#decoder.end());
		return this.#rest === "" ? [] : [this.#finish()];
	}

	#add(piece: string): void {
		let end = piece.length;
		while (piece[end - 1] === "\r") end -= 1;
		if (end > 0) {
			// What has been overwritten is dropped first; a return at the end may belong to the line's end.
			const begin = piece.lastIndexOf("\r", end - 1) + 1;
			if (begin > 0 || this.#returned) {
				this.#rest = "";
				this.#dropped = false;
			}
			const room = LONGEST + 2 * this.#margin - this.#rest.length;
			if (end - begin > room) this.#dropped = true;
			this.#rest += piece.slice(begin, Math.min(end, begin + room));
			this.#returned = false;
		}
		if (end < piece.length) this.#returned = true;
	}

	#finish(): string {
		const line = this.#shown();
		this.#rest = "";
		this.#dropped = false;
		this.#returned = false;
		return line;
	}

	#shown(): string {
		const masked = this.#mask(cleanLine(this.#rest));
		// A secret that was cut ends the line, and is no longer than this.
		const whole = this.#dropped ? masked.slice(0, -this.#margin || undefined) : masked;
		const cut = this.#dropped || whole.length > LONGEST;
		return cut ? `${whole.slice(0, LONGEST)} [line cut]` : whole;
	}
}
