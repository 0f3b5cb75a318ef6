import { UserError } from "./errors.js";

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

/** Compiles a pattern as `grep -E` takes it. `from` is what the person wrote it in. Throws UserError `bad-pattern`. */
export function extendedRegex(pattern: string, from: string): RegExp {
	const text = pattern.replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole);
	try {
		return new RegExp(text);
	} catch (cause) {
		throw new UserError({
			code: "bad-pattern",
			message: `${from} is '${pattern}', which is no regular expression: ${(cause as Error).message}`,
			next: [`Correct it, or unset ${from}.`],
			cause,
		});
	}
}
