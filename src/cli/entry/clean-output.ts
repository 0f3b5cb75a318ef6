import type { Writable } from "node:stream";
import type { Masker } from "../../core/secrets/masker.js";
import { asciiCells } from "../../core/text/ascii-signs.js";
import { cleanText } from "../../core/text/terminal-text.js";

const behind = new WeakMap<Writable, Writable>();

/**
 * A stream that a user reads: what is written as text loses everything that a terminal could take for a command, and the
 * secrets that `mask` knows; `signs` may write our signs in another way. Names of elements, hooks and files, messages of
 * servers and logs reach it from everywhere; here is the one way out.
 */
export function cleanOutput<Stream extends Writable>(
	stream: Stream,
	mask: Masker = (text) => text,
	signs: (text: string) => string = (text) => text,
): Stream {
	const write = (chunk: unknown, ...rest: unknown[]) =>
		Reflect.apply(stream.write, stream, [typeof chunk === "string" ? signs(mask(cleanText(chunk))) : chunk, ...rest]);
	const clean = writingWith(stream, write);
	behind.set(clean, stream);
	return clean;
}

/** A stream whose screens are drawn in ASCII, cell by cell. */
export const asciiScreen = <Stream extends Writable>(stream: Stream): Stream =>
	writingWith(stream, (chunk, ...rest) =>
		Reflect.apply(stream.write, stream, [typeof chunk === "string" ? asciiCells(chunk) : chunk, ...rest]),
	);

/** The same stream with another `write`. */
function writingWith<Stream extends Writable>(
	stream: Stream,
	write: (chunk: unknown, ...rest: unknown[]) => unknown,
): Stream {
	return new Proxy(stream, {
		get(target, name) {
			if (name === "write") return write;
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

/** The stream behind a clean one, for what has been cleaned in its parts and then styled, or is meant for a program. */
export function rawOutput(stream: Writable): Writable {
	return behind.get(stream) ?? stream;
}

/** The stream for what a shell is to read, exact to the byte; clean where a user looks at it instead. */
export function rawUnlessTerminal(stream: Writable & { readonly isTTY?: boolean }): Writable {
	return stream.isTTY ? stream : rawOutput(stream);
}
