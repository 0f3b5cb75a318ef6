import { StringDecoder } from "node:string_decoder";
import { cleanLine } from "../../core/terminal-text.js";

const LONGEST = 8192;

/**
 * Cuts a stream of bytes into clean lines. A carriage return begins the line again, as it does on a terminal; a line
 * longer than 8 KiB is cut and marked.
 */
export class LineSplitter {
	readonly #decoder = new StringDecoder("utf8");
	#rest = "";

	/** The lines that `chunk` completes. */
	push(chunk: Uint8Array): string[] {
		const pieces = (this.#rest + this.#decoder.write(Buffer.from(chunk))).split("\n");
		this.#rest = shorten(pieces.pop() ?? "");
		return pieces.map(finish);
	}

	/** The unfinished last line, if any. */
	end(): string[] {
		const last = this.#rest + this.#decoder.end();
		this.#rest = "";
		return last === "" ? [] : [finish(last)];
	}
}

function finish(line: string): string {
	const shown = line.replace(/\r+$/, "");
	return shorten(cleanLine(shown.slice(shown.lastIndexOf("\r") + 1)));
}

function shorten(line: string): string {
	return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} [line cut]`;
}
