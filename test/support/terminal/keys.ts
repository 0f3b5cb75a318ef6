/** What a terminal sends for each key, in its normal (not application) mode. */
const NAMED = {
	up: "\u001b[A",
	down: "\u001b[B",
	right: "\u001b[C",
	left: "\u001b[D",
	home: "\u001b[H",
	end: "\u001b[F",
	"page-up": "\u001b[5~",
	"page-down": "\u001b[6~",
	insert: "\u001b[2~",
	delete: "\u001b[3~",
	enter: "\r",
	escape: "\u001b",
	tab: "\t",
	"shift-tab": "\u001b[Z",
	backspace: "\u007f",
	space: " ",
} as const;

type Letter =
	| ("a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i" | "j" | "k" | "l" | "m")
	| ("n" | "o" | "p" | "q" | "r" | "s" | "t" | "u" | "v" | "w" | "x" | "y" | "z");

/** A key by name, `ctrl-` and a letter, or one printable character (`?`, `G`, `/`). */
export type Key = keyof typeof NAMED | `ctrl-${Letter}` | (string & {});

/** The bytes of a key. Throws on a name that is none. */
export function keyBytes(key: Key): string {
	if (Object.hasOwn(NAMED, key)) return NAMED[key as keyof typeof NAMED];
	const control = /^ctrl-([a-z])$/.exec(key)?.[1];
	if (control) return String.fromCharCode(control.charCodeAt(0) - 96);
	if ([...key].length === 1) return key;
	throw new Error(`there is no key '${key}'`);
}
