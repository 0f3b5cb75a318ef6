/** One mention of a variable in a script or snippet. */
export interface VariableUse {
	readonly name: string;
	/** Counts from 1. */
	readonly line: number;
	/** `set`: assigned without a look at the value it had; `always` where no condition stands before it. */
	readonly kind: "read" | "set";
	readonly always?: true;
	/** A literal default: `x` of `${NAME:-x}` or `os.environ.get('NAME', 'x')`; never empty. */
	readonly default?: string;
}

/** Every mention of an upper-case variable in shell (or Python) text, in order. Comments do not count. */
export function variableUses(text: string): VariableUse[] {
	return text.split("\n").flatMap((line, index) => {
		const code = withoutComment(line);
		return code === "" ? [] : usesInLine(code, index + 1);
	});
}

/** `NAME=`, `for NAME in`, `read -r NAME`. */
const ASSIGNMENT = /(?:^|[\s;&|({])(?:([A-Z_][A-Z0-9_]*)\+?=|for ([A-Z_]\w*) in |read(?: -\w+)* ([A-Z_]\w*))/g;
const ALWAYS = /^(?:export |declare -\w+ |readonly )?[A-Z_]\w*=/;
/** `$NAME`, `${NAME`, `${!NAME`, `${#NAME`, `[[ -v NAME ]]`, os.environ['NAME'], os.getenv("NAME". */
const READ =
	/\$\{?[!#]?([A-Z_]\w*)|-v ([A-Z_]\w*)|(?:environ(?:\.get)?[[(]|getenv\()\s*['"]([A-Z_]\w*)['"](?:\s*,\s*(?:'([^']*)'|"([^"]*)"))?/g;

function usesInLine(code: string, line: number): VariableUse[] {
	const found: (VariableUse & { readonly at: number })[] = [];
	for (const match of code.matchAll(READ)) {
		const name = match[1] ?? match[2] ?? match[3] ?? "";
		const literal = match[4] ?? match[5] ?? defaultAfter(code, match.index, match[0]);
		found.push({ name, line, kind: "read", at: match.index, ...(literal ? { default: literal } : {}) });
	}
	for (const match of code.matchAll(ASSIGNMENT)) {
		const name = match[1] ?? match[2] ?? match[3] ?? "";
		// `X=${X:-1}` only gives X a default, and `X=$X:more` adds to what it was.
		if (found.some((use) => use.name === name && use.at > match.index)) continue;
		found.push({ name, line, kind: "set", at: match.index, ...(ALWAYS.test(code) ? { always: true } : {}) });
	}
	return found.sort((a, b) => a.at - b.at).map(({ at, ...use }) => use);
}

/** The literal in `${NAME:-literal}`, `-`, `:=` or `=`; of nested defaults the innermost. */
function defaultAfter(code: string, at: number, opening: string): string | undefined {
	if (!opening.startsWith("${")) return undefined;
	const rest = code.slice(at + opening.length);
	const operator = /^:?[-=]/.exec(rest)?.[0];
	if (!operator) return undefined;
	const word = unquoted(upToBrace(rest.slice(operator.length)));
	const nested = /^\$\{[A-Z_]\w*(:?[-=][\s\S]*)\}$/.exec(word);
	if (nested) return defaultAfter(`\${X${nested[1]}}`, 0, "${X");
	return word === "" || /[$`]/.test(word) ? undefined : word;
}

/** Text up to the brace that closes an expansion; braces within it count. */
function upToBrace(text: string): string {
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		if (text[at] === "\\") at++;
		else if (text[at] === "{") depth++;
		else if (text[at] === "}" && depth-- === 0) return text.slice(0, at);
	}
	return "";
}

function unquoted(word: string): string {
	return /^(["'])([\s\S]*)\1$/.exec(word)?.[2] ?? word;
}

/** Quotes are not followed: a `#` after a blank ends the line unless a quote is open before it. */
function withoutComment(line: string): string {
	const start = /(?:^|\s)#/.exec(line)?.index ?? -1;
	if (start === -1) return line;
	const before = line.slice(0, start);
	return (before.match(/["']/g)?.length ?? 0) % 2 === 0 ? before : line;
}
