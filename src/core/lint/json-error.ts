/** A mistake in a JSON text; line and column count from 1. */
export interface JsonError {
	readonly line: number;
	readonly column: number;
	readonly message: string;
}

const TOKEN =
	/[ \t\r\n]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/** Where a text stops to be JSON, which JSON.parse does not always tell; undefined when it is JSON. */
export function jsonError(text: string): JsonError | undefined {
	try {
		JSON.parse(text);
		return undefined;
	} catch {
		const at = firstMistake(text);
		const before = text.slice(0, at).split("\n");
		const found = /^\S+?(?=[\s,:{}[\]]|$)/.exec(text.slice(at))?.[0] ?? text[at];
		const message = found === undefined ? "the JSON ends too early" : `this is no JSON: ${found.slice(0, 20)}`;
		return { line: before.length, column: before.at(-1)!.length + 1, message };
	}
}

type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

/** Offset of the first token that cannot stand where it stands. */
function firstMistake(text: string): number {
	const open: ("{" | "[")[] = [];
	let expected: Expected = "value";
	let end = 0;
	for (;;) {
		TOKEN.lastIndex = end;
		const match = TOKEN.exec(text);
		const start = end + /^[ \t\r\n]*/.exec(text.slice(end))![0].length;
		const next: Expected | undefined = match
			? step(match[1] ?? (match[2] ? "string" : "scalar"), expected, open)
			: undefined;
		if (!match || !next) return start;
		expected = next;
		end = TOKEN.lastIndex;
	}
}

function step(token: string, expected: Expected, open: ("{" | "[")[]): Expected | undefined {
	const closed = (): Expected => (open.length > 0 ? "comma or end" : "nothing");
	if (token === "}" || token === "]") {
		const fits = expected === "comma or end" || expected === (token === "}" ? "key or end" : "value or end");
		if (!fits || open.pop() !== (token === "}" ? "{" : "[")) return undefined;
		return closed();
	}
	switch (expected) {
		case "value":
		case "value or end":
			if (token === "{" || token === "[") {
				open.push(token);
				return token === "{" ? "key or end" : "value or end";
			}
			return token === "string" || token === "scalar" ? closed() : undefined;
		case "key":
		case "key or end":
			return token === "string" ? "colon" : undefined;
		case "colon":
			return token === ":" ? "value" : undefined;
		case "comma or end":
			return token === "," ? (open.at(-1) === "{" ? "key" : "value") : undefined;
		case "nothing":
			return undefined;
	}
}
