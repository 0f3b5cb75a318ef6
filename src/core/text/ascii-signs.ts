import type { Preferences } from "../host/preferences.js";

/**
 * Our signs in ASCII, for terminals whose locale is not UTF-8: in one cell each, as screens need it. Every sign that the
 * program writes of its own accord is here; a test looks through the sources for others.
 */
const CELLS: Readonly<Record<string, string>> = {
	...{ "◆": "*", "❯": ">", "›": ">", "‹": "<", "✔": "+", "✓": "+", "✖": "x", "✗": "x", "×": "x", "▲": "!" },
	...{ "▸": ">", "▾": "v", "●": "*", "○": "o", "•": "*", "■": "#", "≡": "=", "◇": "^", "◫": "%", "⌀": "~" },
	...{ "·": ".", "…": "~", "–": "-", "—": "-", "→": ">", "←": "<", "↑": "^", "↓": "v" },
	...{ "━": "=", "─": "-", "═": "#", "│": "|", "█": "#", "▄": "=", "▂": "_" },
	...{ "╭": "+", "╮": "+", "╯": "+", "╰": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+" },
	...{ "├": "+", "┤": "+", "┬": "+", "┴": "+", "§": "S", "\u00a0": " " },
	...{ "⠋": "|", "⠙": "/", "⠹": "-", "⠸": "\\", "⠼": "|", "⠴": "/", "⠦": "-", "⠧": "\\", "⠇": "|", "⠏": "/" },
};

/** The same where there is room for more than a cell. */
const WORDS: Readonly<Record<string, string>> = { ...CELLS, "…": "...", "→": "->", "←": "<-", "•": "*" };

/** Every sign, for tests and for JSON, which writes them as escapes. */
export const SIGNS = Object.keys(CELLS).join("");

const ANY = new RegExp(`[${SIGNS}]`);
const ALL = new RegExp(`[${SIGNS}]`, "g");

/** A part of a screen with our signs in ASCII: as many cells as before. What else is not ASCII is somebody's own text. */
export const asciiCells = (text: string): string =>
	ANY.test(text) ? text.replace(ALL, (sign) => CELLS[sign] ?? sign) : text;

/** Lines with our signs in ASCII; they may become longer. */
export const asciiText = (text: string): string =>
	ANY.test(text) ? text.replace(ALL, (sign) => WORDS[sign] ?? sign) : text;

/**
 * Whether signs must be ASCII: the locale says so, or the console of Linux, whose fonts have no others. A caller without
 * any locale, such as a service, gets UTF-8.
 */
export function needsAscii(
	env: Readonly<Record<string, string | undefined>>,
	choice: Preferences["signs"] = "auto",
): boolean {
	if (choice !== "auto") return choice === "ascii";
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
	return env.TERM === "linux" || (locale !== "" && !/utf-?8/i.test(locale));
}
