import { escapedQuotes } from "../text/quote-shell.js";
import { LONGEST_FORM, MASK, replaceForms } from "./secret-forms.js";

/** Replaces every secret in a text by `***`. */
export type Masker = (text: string) => string;

/** Shorter values stand in every log and are looked for nowhere, but in the forms that show them (docs/secrets.md). */
export const SHORTEST = 4;
/** Shorter values count where they are a word of their own: `vm12`, but not in `/dev/vm123`. */
const SHORTEST_INSIDE = 8;
/** Single lines of a secret of several lines; `-----` and such are not secret. */
const SHORTEST_LINE = 8;
/** Values that a secret's name may carry and that stand everywhere in a log. */
const COMMON_VALUES = new Set(["true", "false", "none", "null", "auto", "disabled", "enabled", "default", "required"]);

/**
 * A masker for these values in all forms in which they reach a log: plain, quoted for a shell, in JSON, URL-encoded, in
 * base64. Logins in addresses and other secrets with a form of their own are masked always.
 */
export function createMasker(values: readonly string[]): Masker {
	const pattern = secretPattern(values);
	return (text) => replaceForms(pattern ? text.replace(pattern, MASK) : text, () => MASK);
}

/** Every string in a value of JSON through the masker, keys as they are. */
export function maskStrings<Value>(value: Value, mask: Masker): Value {
	const masked = (part: unknown): unknown => {
		if (typeof part === "string") return mask(part);
		if (Array.isArray(part)) return part.map(masked);
		if (typeof part !== "object" || part === null) return part;
		return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, masked(item)]));
	};
	return masked(value) as Value;
}

/** The longest text that a masker for these values may have to see at once. */
export function longestSecret(values: readonly string[]): number {
	return Math.max(LONGEST_FORM, ...secretForms(values).map(({ length }) => length));
}

/** Masks a stream of bytes, line by line, so that a secret cut by a chunk's end is seen; other bytes stay as they are. */
export class ByteMasker {
	readonly #pattern: RegExp | undefined;
	readonly #longest: number;
	#held = "";

	constructor(values: readonly string[]) {
		// One byte is one character of latin1: undecodable bytes survive.
		const encode = (text: string) => Buffer.from(text, "utf8").toString("latin1");
		this.#pattern = secretPattern(values, encode);
		this.#longest = 4 * longestSecret(values);
	}

	/** What can be written now. */
	push(chunk: Uint8Array): Uint8Array {
		const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
		const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
		const whole = end > 0 ? this.#mask(this.#held + text.slice(0, end)) : "";
		this.#held = end > 0 ? text.slice(end) : this.#held + text;
		return Buffer.from(whole + this.#beginning(), "latin1");
	}

	/** Of a line without an end only its last part is held back: what is before it holds no beginning of a secret. */
	#beginning(): string {
		if (this.#held.length <= LONGEST_HELD + this.#longest) return "";
		const masked = this.#mask(this.#held);
		this.#held = masked.slice(-this.#longest);
		return masked.slice(0, -this.#longest);
	}

	/** The unfinished last line. */
	end(): Uint8Array {
		const rest = this.#mask(this.#held);
		this.#held = "";
		return Buffer.from(rest, "latin1");
	}

	#mask(text: string): string {
		return replaceForms(this.#pattern ? text.replace(this.#pattern, MASK) : text, () => MASK);
	}
}

/** A line without an end is held back up to here. */
const LONGEST_HELD = 1 << 20;

function secretPattern(values: readonly string[], encode = (text: string) => text): RegExp | undefined {
	const forms = [...new Set(secretForms(values).map(encode))];
	if (forms.length === 0) return undefined;
	// The longest first: a secret may begin with another one.
	forms.sort((a, b) => b.length - a.length);
	return new RegExp(forms.map(formPattern).join("|"), "g");
}

function formPattern(form: string): string {
	const exact = form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
	return form.length < SHORTEST_INSIDE ? `(?<![\\w])${exact}(?![\\w])` : exact;
}

const secretForms = (values: readonly string[]) => values.flatMap(secretParts).flatMap(writtenForms);

/** The strings to look for: logs are masked line by line, so a private key is masked by its lines. */
function secretParts(value: string): string[] {
	const lines = value.split(/\r?\n/);
	if (lines.length > 1)
		return lines.map((line) => line.trim()).filter((line) => /\w/.test(line) && line.length >= SHORTEST_LINE);
	return value.length >= SHORTEST && !COMMON_VALUES.has(value.toLowerCase()) ? [value] : [];
}

function writtenForms(value: string): string[] {
	const doubleQuoted = value.replace(/["\\$`]/g, "\\$&");
	const backslashed = value.replace(/[^\w@%+=:,./-]/g, "\\$&");
	const json = JSON.stringify(value).slice(1, -1);
	// A short word in base64 is a word that may stand anywhere.
	const base64 =
		value.length < SHORTEST_INSIDE ? [] : [Buffer.from(value, "utf8").toString("base64").replace(/=+$/, "")];
	return [value, escapedQuotes(value), doubleQuoted, backslashed, json, ...base64, ...urlForms(value)];
}

function urlForms(value: string): string[] {
	const encoded = encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd"));
	const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
	return [encoded, strict, strict.replaceAll("%20", "+"), strict.replace(/%../g, (code) => code.toLowerCase())];
}
