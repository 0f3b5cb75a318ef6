import { UserError } from "../errors.js";

/** What the names between `[:` and `:]` stand for in the C locale. */
const CLASSES: Readonly<Record<string, string>> = {
	alnum: "0-9A-Za-z",
	alpha: "A-Za-z",
	blank: " \\t",
	cntrl: "\\x00-\\x1f\\x7f",
	digit: "0-9",
	graph: "!-~",
	lower: "a-z",
	print: " -~",
	punct: "!-\\/:-@\\[-`{-~",
	space: "\\s",
	upper: "A-Z",
	xdigit: "0-9A-Fa-f",
};

/** One piece of a pattern: a bracket expression, an escape, a count, or one character. */
const PIECES = /\[\^?\]?(?:\[:\w*:\]|\[\..\.\]|\[=.=\]|[^\]])*\]|\\.|\{\d*,?\d*\}|./gsu;

/** Compiles a pattern as `grep -E` takes it. `from` is what the user wrote it in. Throws UserError `bad-pattern`. */
export function extendedRegex(pattern: string, from: string): RegExp {
	let text = "";
	for (const [piece] of pattern.matchAll(PIECES)) {
		// Where there is nothing to repeat, grep does not mind.
		const atStart = /(?:^|[^\\][(|^]|^[(|^])$/.test(text);
		if (atStart && /^(?:[*+?]|\{.+)$/s.test(piece)) continue;
		text += translate(piece);
	}
	try {
		return new RegExp(text);
	} catch (cause) {
		throw new UserError({
			code: "bad-pattern",
			message: `${from} is '${pattern}', which is not a regular expression: ${(cause as Error).message}`,
			next: [`Correct it, or unset ${from}.`],
			cause,
		});
	}
}

function translate(piece: string): string {
	if (piece.length > 1 && piece.startsWith("[")) return bracket(piece);
	if (piece.startsWith("{")) return piece.replace("{,", "{0,");
	return piece.startsWith("\\") ? escaped(piece) : piece;
}

/** In brackets a backslash is itself, and so is a `]` that comes first. */
function bracket(piece: string): string {
	const [, not = "", inner = ""] = /^\[(\^?)(.*)\]$/su.exec(piece) ?? [];
	const set = inner.replace(/\[:(\w+):\]|\[[.=](.)[.=]\]|[\\[\]^]/gu, (whole, name?: string, single?: string) => {
		if (name !== undefined) return CLASSES[name] ?? whole;
		return `\\${single ?? whole}`;
	});
	return `[${not}${set}]`;
}

/** A letter after a backslash is that letter, but for those that mean something to grep too. */
function escaped(piece: string): string {
	const known: Readonly<Record<string, string>> = {
		"\\<": "\\b(?=\\w)",
		"\\>": "\\b(?<=\\w)",
		"\\`": "^",
		"\\'": "$",
	};
	return known[piece] ?? (/^\\[A-Za-z]$/.test(piece) && !/[bBwWsS]$/.test(piece) ? piece.slice(1) : piece);
}
