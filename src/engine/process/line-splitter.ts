import { StringDecoder } from "node:string_decoder";
import { cleanLine } from "../../core/terminal-text.js";

const LONGEST = 8192;

/**
 * Cuts a stream of bytes into clean lines. A carriage return begins the line again, as it does on a terminal: what was
 * overwritten is dropped before anything else, so that progress of any length leaves the message after it. A line longer
 * than 8 KiB is cut and marked.
 */
export class LineSplitter {
	readonly #decoder = new StringDecoder("utf8");
	#rest = "";

	/** The lines that `chunk` completes. */
	push(chunk: Uint8Array): string[] {
		const pieces = (this.#rest + this.#decoder.write(Buffer.from(chunk))).split("\n");
		this.#rest = bounded(pieces.pop() ?? "");
		return pieces.map(finish);
	}

	/** What the unfinished line shows now: the piece that was overwritten last. */
	get unfinished(): string {
		return finish(this.#rest);
	}

	/** The unfinished last line, if any. */
	end(): string[] {
		const last = this.#rest + this.#decoder.end();
		this.#rest = "";
		return last === "" ? [] : [finish(last)];
	}
}

function finish(line: string): string {
	return shorten(cleanLine(visible(line).replace(/\r+$/, "")));
}

/** What is still to be seen of a line: all after the last return that something was written after. */
function visible(line: string): string {
	const shown = line.replace(/\r+$/, "");
	return line.slice(shown.lastIndexOf("\r") + 1);
}

/** The unfinished line, so that its end can still come: the mark is set when it is finished. */
function bounded(rest: string): string {
	const seen = visible(rest);
	if (seen.length <= LONGEST) return seen;
	// A return at the end says that the next piece begins the line again.
	return seen.slice(0, LONGEST + 1) + (seen.endsWith("\r") ? "\r" : "");
}

function shorten(line: string): string {
	return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} [line cut]`;
}
