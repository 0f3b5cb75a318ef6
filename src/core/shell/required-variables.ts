/** A variable without which a script that runs with `set -u` ends in a line that it always reaches. */
export interface RequiredVariable {
	readonly name: string;
	/** Counts from 1. */
	readonly line: number;
	/** An empty value ends it too: `${NAME:?}`. */
	readonly notEmpty: boolean;
	/** What the script says then: the text of `${NAME:?text}`. */
	readonly text?: string;
}

/** What one snippet after another is known to do; only what is certain is told. */
export interface SnippetReading {
	readonly required: readonly RequiredVariable[];
	/** Names that it may have set, in whatever line. */
	readonly sets: ReadonlySet<string>;
	/** Something in it can change what the snippets after it meet: nothing is certain of those. */
	readonly opaque: boolean;
}

/**
 * Words after which nothing is certain any more, in this snippet and in those after it. What ends with a failure of its own
 * changes nothing: such a build ends either way.
 */
const OPAQUE =
	/(?:^|[\s;&|({])(?:(?:source|\.|eval|exec|trap|shopt|alias|set\s[^;&|]*\+\w+)(?=$|[\s;&|)}])|exit(?!\s+[1-9]\d*\b)(?![\w-]))/;
/** The same, in this snippet only. */
const LEAVES = /(?:^|[\s;&|({])return(?!\s+[1-9]\d*\b)(?![\w-])/;
const SETS =
	/(?<![\w$])([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=|\b(?:for|select|read|mapfile|readarray|getopts|printf -v|declare|typeset|local|export|readonly|unset|let)\b([^;&|]*)|\$\{([A-Za-z_]\w*):?=/g;

/**
 * Reads a snippet of environment.d by lines: which variables it cannot do without. What stands in a condition, a loop, a
 * function, a list of commands or a substitution may never run, so that it does not count; where the text is more than can
 * be followed, the reading ends.
 */
export function readSnippet(source: string): SnippetReading {
	const required: RequiredVariable[] = [];
	const sets = new Set<string>();
	let depth = 0;
	let certain = true;
	for (const { text, line, scanned } of logicalLines(source)) {
		if (scanned === undefined || OPAQUE.test(text)) return { required, sets, opaque: true };
		if (LEAVES.test(text)) certain = false;
		const before = depth;
		depth += nesting(scanned.bare);
		if (certain && before === 0 && depth === 0 && scanned.simple)
			required.push(...scanned.reads.filter(({ name }) => !sets.has(name)).map((read) => ({ ...read, line })));
		for (const [, assigned, listed = "", defaulted] of text.matchAll(SETS)) {
			for (const name of [assigned, defaulted, ...listed.split(/\W+/)]) if (name) sets.add(name);
		}
	}
	return { required, sets, opaque: false };
}

/** Characters of a line that is put together; more is not a snippet. */
const LONGEST = 20_000;

interface LogicalLine {
	readonly text: string;
	/** Of its beginning. */
	readonly line: number;
	/** Undefined for a quote or an expansion that nothing closes. */
	readonly scanned: ScannedLine | undefined;
}

/** Lines as bash reads them: with what a backslash, a quote or an expansion continues, without here-documents and comments. */
function logicalLines(source: string): LogicalLine[] {
	const raw = source.split("\n");
	const lines: LogicalLine[] = [];
	for (let at = 0; at < raw.length; at++) {
		const line = at + 1;
		let text = raw[at] as string;
		if (/^\s*(?:#|$)/.test(text)) continue;
		let scanned = scanLine(text);
		while (
			at + 1 < raw.length &&
			text.length < LONGEST &&
			(scanned === undefined || /(?<!\\)(?:\\\\)*\\$/.test(text))
		) {
			at++;
			text = scanned === undefined ? `${text}\n${raw[at]}` : `${text.slice(0, -1)}${raw[at]}`;
			scanned = scanLine(text);
		}
		const [, end] = /<<-?\s*['"\\]?([\w.]+)/.exec(text.replaceAll("<<<", "")) ?? [];
		if (end !== undefined) while (at + 1 < raw.length && (raw[++at] as string).trim() !== end);
		lines.push({ text, line, scanned });
	}
	return lines;
}

/** How many blocks a line opens more than it closes. `bare` is the line without quoted text and expansions. */
function nesting(bare: string): number {
	const words = bare.split(/[\s;&|]+/);
	const opens = words.filter((word) => ["if", "for", "while", "until", "case", "select", "{"].includes(word)).length;
	const closes = words.filter((word) => ["fi", "done", "esac", "}"].includes(word)).length;
	const braces = (bare.match(/\(\)\{/g) ?? []).length;
	const subshells = (bare.match(/(?:^|[\s;&|])\((?!\))/g) ?? []).length;
	const ends = (bare.match(/(?:^|\s)\)(?:$|[\s;&|])/g) ?? []).length;
	return opens + braces + subshells - closes - ends;
}

interface ScannedLine {
	/** What is neither quoted nor an expansion. */
	readonly bare: string;
	/** One command, which runs when the line is reached. */
	readonly simple: boolean;
	/** Expansions that fail where the variable is not set. */
	readonly reads: readonly Omit<RequiredVariable, "line">[];
}

/** Undefined where a quote or an expansion goes on in the next line. */
function scanLine(text: string): ScannedLine | undefined {
	let bare = "";
	let quoted = false;
	let substitutes = false;
	const reads: Omit<RequiredVariable, "line">[] = [];
	for (let at = 0; at < text.length; at++) {
		const sign = text[at] as string;
		if (sign === "\\") at++;
		else if (sign === "#" && !quoted && /(?:^|\s)$/.test(text.slice(0, at))) break;
		else if (sign === '"') quoted = !quoted;
		else if (sign === "'" && !quoted) {
			const end = text.indexOf("'", at + 1);
			if (end < 0) return undefined;
			at = end;
		} else if (sign === "`" || text.startsWith("$(", at)) {
			// What is in it may end without ending the line.
			substitutes = true;
			const end = sign === "`" ? text.indexOf("`", at + 1) : closing(text, at + 2, "(", ")");
			if (end < 0) return undefined;
			at = end;
		} else if (text.startsWith("${", at)) {
			const end = closing(text, at + 2, "{", "}");
			if (end < 0) return undefined;
			reads.push(...expansion(text.slice(at + 2, end)));
			at = end;
		} else if (sign === "$") {
			const [, name] = /^\$([A-Za-z_]\w*)/.exec(text.slice(at)) ?? [];
			if (name) reads.push({ name, notEmpty: false });
			at += name?.length ?? 0;
		} else if (!quoted) bare += sign;
	}
	if (quoted) return undefined;
	const simple =
		!substitutes &&
		!/[;&|()<>]/.test(bare) &&
		!/^\s*(?:if|elif|while|until|for|case|select|function|\[\[)\b/.test(bare);
	return { bare, simple: simple && !/^\s*\[\[/.test(bare), reads };
}

/** Where the bracket that is open at `from` is closed; -1 when it is not. */
function closing(text: string, from: number, open: string, close: string): number {
	let depth = 1;
	for (let at = from; at < text.length; at++) {
		if (text[at] === "\\") at++;
		else if (text[at] === open) depth++;
		else if (text[at] === close && --depth === 0) return at;
	}
	return -1;
}

/** `NAME`, `NAME:?text`, `NAME%pattern`; none where a default is given, and for lengths and indirections. */
function expansion(inside: string): Omit<RequiredVariable, "line">[] {
	const [, name, rest = ""] = /^([A-Za-z_]\w*)([\s\S]*)$/.exec(inside) ?? [];
	if (!name || rest.startsWith("[") || /^:?[-+=]/.test(rest)) return [];
	const [, colon, text = ""] = /^(:?)\?([\s\S]*)$/.exec(rest) ?? [];
	const said = text.trim().replace(/^(["'])([\s\S]*)\1$/, "$2");
	return [{ name, notEmpty: colon === ":", ...(said ? { text: said } : {}) }];
}
