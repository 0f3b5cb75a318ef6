import { createMasker, type Masker } from "./masker.js";
import { MASK } from "./secret-forms.js";
import { isSecretName } from "./secret-name.js";

/** A key longer than this is none: the word BEGIN alone must not hide the rest of a log. */
const LONGEST_KEY = 120;

/**
 * A masker for what leaves this machine: beside the known values it hides everything that its name or form marks as a
 * secret, rather too much than too little. It remembers private keys from line to line: one for each text, lines in
 * order.
 */
export function createReportMasker(values: readonly string[]): Masker {
	const maskValues = createMasker(values);
	let keyLines = 0;
	const maskLine = (line: string) => {
		if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(line)) keyLines = LONGEST_KEY;
		if (keyLines === 0) return maskForms(maskValues(line));
		keyLines = /-----END [A-Z ]*PRIVATE KEY/.test(line) ? 0 : keyLines - 1;
		return MASK;
	};
	return (text) => (text.includes("\n") ? text.split("\n").map(maskLine).join("\n") : maskLine(text));
}

/** The same for every string in a JSON value; strings under a secret's name are hidden whole. */
export function maskJson(value: unknown, mask: Masker, name = ""): unknown {
	if (typeof value === "string") return isSecretName(name) ? MASK : mask(value);
	if (Array.isArray(value)) return value.map((item) => maskJson(item, mask, name));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskJson(item, mask, key)]));
}

/** `scheme://user@`, with or without a password, also of schemes whose names are not secrets. */
const URL_USER = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi;
/** `NAME=value`, `name: value`, `"name": "value"` (escaped or not), `--name value`. */
const ASSIGNMENT =
	/([A-Za-z][\w-]*)(\\?["']?\s*[=:]\s*|(?<=--[\w-]+)\s+)(\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&]+)/g;

function maskForms(line: string): string {
	return line
		.replace(URL_USER, `$1${MASK}@`)
		.replace(ASSIGNMENT, (all, name: string, between: string) =>
			isSecretName(name.replaceAll("-", "_")) ? `${name}${between}${MASK}` : all,
		);
}
