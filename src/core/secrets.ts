/** Replaces every secret in a text by `***`. */
export type Masker = (text: string) => string;

const MASK = "***";
/** Shorter values would turn half of a log into stars and are no secret worth the name. */
const SHORTEST = 4;
/** Single lines of a secret of several lines; `-----` and such are no secret. */
const SHORTEST_LINE = 8;

/** Whole words of a name, or its end: GITHUBTOKEN, DB_PASSWORD. */
const SECRET_WORDS = /(?:PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|TOKENS?|CREDENTIALS?|APIKEYS?)(?=_|$)/;
const SECRET_KEYS = /(?:^|_)(?:PRIVATE|API|ACCESS|SECRET|ENCRYPTION|ACTIVATION|SIGNING|LUKS)_?KEYS?(?=_|$)/;
/** The value only says where a secret lies, or how it is handled. */
const ABOUT_SECRETS = /_(?:FILE|PATH|DIR|DIRECTORY|URL|URI|ENABLED?|LENGTH|TTL|TIMEOUT|TYPE|NAME)$/;
/** Values that a secret's name may carry and that stand everywhere in a log. */
const COMMON_VALUES = new Set(["true", "false", "none", "null", "auto", "disabled", "enabled"]);

/** Whether a variable's name says that its value must not be shown. DIB_APT_KEYS, SSH_KEY and PWD are no secrets. */
export function isSecretName(name: string): boolean {
	const upper = name.toUpperCase();
	if (ABOUT_SECRETS.test(upper)) return false;
	return SECRET_WORDS.test(upper) || SECRET_KEYS.test(upper) || /._(?:PWD|PW)$/.test(upper);
}

/**
 * A masker for these values in all forms in which they reach a log: plain, quoted for a shell, in JSON, URL-encoded.
 * A value that is a URL counts for its `user:password@` only. User information in other URLs is masked always.
 */
export function createMasker(values: readonly string[]): Masker {
	const pattern = secretPattern(values);
	return (text) => {
		const masked = pattern ? text.replace(pattern, MASK) : text;
		return masked.includes("://") && masked.includes("@") ? masked.replace(URL_USER, `$1${MASK}@`) : masked;
	};
}

/** Masks a stream of bytes, line by line, so that a secret cut by a chunk's end is seen; other bytes stay as they are. */
export class ByteMasker {
	readonly #pattern: RegExp | undefined;
	#held = "";

	constructor(values: readonly string[]) {
		// One byte is one character of latin1: undecodable bytes survive.
		this.#pattern = secretPattern(values, (text) => Buffer.from(text, "utf8").toString("latin1"));
	}

	/** What can be written now. */
	push(chunk: Uint8Array): Uint8Array {
		if (!this.#pattern) return chunk;
		const text = this.#held + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
		const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
		const cut = end === 0 && text.length > LONGEST_HELD ? text.length : end;
		this.#held = text.slice(cut);
		return Buffer.from(this.#mask(text.slice(0, cut)), "latin1");
	}

	/** The unfinished last line. */
	end(): Uint8Array {
		const rest = this.#mask(this.#held);
		this.#held = "";
		return Buffer.from(rest, "latin1");
	}

	#mask(text: string): string {
		return this.#pattern ? text.replace(this.#pattern, MASK) : text;
	}
}

/** A line without an end is held back up to here. */
const LONGEST_HELD = 1 << 20;

const URL_USER = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/:@'"]{1,256}:[^\s/@'"]{1,1024}@/gi;

function secretPattern(values: readonly string[], encode = (text: string) => text): RegExp | undefined {
	const forms = new Set(values.flatMap(secretParts).flatMap(writtenForms).map(encode));
	if (forms.size === 0) return undefined;
	// The longest first: a secret may begin with another one.
	const longestFirst = [...forms].sort((a, b) => b.length - a.length);
	return new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "g");
}

/** The strings to look for: logs are masked line by line, so a private key is masked by its lines. */
function secretParts(value: string): string[] {
	const user = /^[a-z][a-z0-9+.-]*:\/\/([^\s/@:]*):?([^\s/@]*)@/i.exec(value);
	if (user) {
		const password = user[2] ?? "";
		return [`${user[1]}:${password}@`, password, decoded(password)].filter((part) => part.length >= SHORTEST);
	}
	const lines = value.split(/\r?\n/);
	if (lines.length > 1)
		return lines.map((line) => line.trim()).filter((line) => /\w/.test(line) && line.length >= SHORTEST_LINE);
	return value.length >= SHORTEST && !COMMON_VALUES.has(value.toLowerCase()) ? [value] : [];
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function writtenForms(value: string): string[] {
	const singleQuoted = value.replaceAll("'", "'\\''");
	const doubleQuoted = value.replace(/["\\$`]/g, "\\$&");
	const backslashed = value.replace(/[^\w@%+=:,./-]/g, "\\$&");
	const json = JSON.stringify(value).slice(1, -1);
	return [value, singleQuoted, doubleQuoted, backslashed, json, ...urlForms(value)];
}

function urlForms(value: string): string[] {
	const encoded = encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd"));
	const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
	return [encoded, strict, strict.replaceAll("%20", "+"), strict.replace(/%../g, (code) => code.toLowerCase())];
}
