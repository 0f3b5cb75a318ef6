import { UserError } from "../errors.js";
import { shortBytes } from "../text/short-quantities.js";

/** Linux refuses to start a program with one string longer than this, its NUL counted (MAX_ARG_STRLEN). */
const LONGEST = 128 * 1024;
/** All strings and their pointers together; a quarter of the usual 8 MiB of stack, less what the engine adds. */
const LARGEST = 2 * 1024 * 1024 - 256 * 1024;
const POINTER = 8;

/** Bytes that a variable takes of a program's environment. */
export function variableBytes(name: string, value: string): number {
	return Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
}

/**
 * Refuses an environment that no program can be started with. Throws UserError with names and sizes, never with values:
 * those may be secrets.
 */
export function assertEnvironment(environment: Readonly<Record<string, string>>): void {
	const variables = Object.entries(environment);
	const [broken] = variables.find((entry) => entry.some((text) => text.includes("\0"))) ?? [];
	if (broken !== undefined) {
		throw new UserError({
			code: "bad-variable",
			message: `The variable ${JSON.stringify(broken).slice(1, -1)} holds a NUL byte, which no program's environment can`,
			next: ["Give it as text; binary content belongs into a file."],
		});
	}
	const sizes = variables.map(([name, value]) => ({ name, bytes: variableBytes(name, value) }));
	const long = sizes.filter(({ bytes }) => bytes > LONGEST);
	if (long.length > 0) throw tooLarge(long, `a variable may have ${shortBytes(LONGEST)}`);
	const total = sizes.reduce((sum, { bytes }) => sum + bytes + POINTER, 0);
	if (total <= LARGEST) return;
	const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 5);
	throw tooLarge(largest, `all of them together have ${shortBytes(total)} of ${shortBytes(LARGEST)}`);
}

function tooLarge(sizes: readonly { name: string; bytes: number }[], why: string): UserError {
	return new UserError({
		code: "environment-too-large",
		message: `No hook can be started with these variables: ${sizes.map(({ name, bytes }) => `${name} (${shortBytes(bytes)})`).join(", ")}; ${why}`,
		next: ["Put what is long into a file, and give its name."],
	});
}

/** Room for a text of many parts in one variable: drops the longest ones until the rest fits. */
export function fitParts(
	name: string,
	parts: readonly { readonly name: string; readonly text: string }[],
): { readonly kept: readonly string[]; readonly leftOut: readonly string[] } {
	const leftOut = new Set<string>();
	const bytes = (text: string) => Buffer.byteLength(text) + 1;
	let total = parts.reduce((sum, { text }) => sum + bytes(text), variableBytes(name, ""));
	for (const part of [...parts].sort((a, b) => bytes(b.text) - bytes(a.text))) {
		if (total <= LONGEST) break;
		total -= bytes(part.text);
		leftOut.add(part.name);
	}
	return {
		kept: parts.filter((part) => !leftOut.has(part.name)).map(({ text }) => text),
		leftOut: [...leftOut].sort(),
	};
}
