import { graphemes } from "../kit/text/text-input.js";

/** Keys as people write them in the preferences, by the names of the keymap. */
const ALIASES: Readonly<Record<string, string>> = {
	...{ enter: "return", return: "return", esc: "escape", escape: "escape", space: "space", tab: "tab" },
	...{ "shift+tab": "shift+tab", up: "up", down: "down", left: "left", right: "right" },
	...{ "↑": "up", "↓": "down", "←": "left", "→": "right" },
	...{ pageup: "pageup", pgup: "pageup", pagedown: "pagedown", pgdn: "pagedown", pgdown: "pagedown" },
	...{ home: "home", end: "end", backspace: "backspace", delete: "delete", del: "delete" },
};

/** What a terminal sends for some keys is what it sends for others. */
const SAME: Readonly<Record<string, string>> = {
	...{ "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter", "ctrl+h": "backspace" },
};

/** Keys that keep their meaning whatever happens: nobody may be locked in. */
const RESERVED: Readonly<Record<string, string>> = { "ctrl+c": "interrupt", "ctrl+z": "suspend" };

/** A key by its name in the keymap, or why a text is none. */
export function keyFromText(text: string): { readonly key: string } | { readonly wrong: string } {
	const word = text.trim().toLowerCase();
	const alias = ALIASES[word];
	if (alias !== undefined) return { key: alias };
	if (text === " ") return { key: "space" };
	const shifted = /^shift\+([a-z])$/.exec(word)?.[1];
	if (shifted !== undefined) return { key: shifted.toUpperCase() };
	if (SAME[word] !== undefined) return { wrong: `terminals send the same for it as for ${SAME[word]}` };
	if (RESERVED[word] !== undefined) return { wrong: `it always stays with '${RESERVED[word]}'` };
	if (/^ctrl\+[a-z]$/.test(word)) return { key: word };
	const alt = /^alt\+(\S)$/i.exec(text.trim())?.[1];
	if (alt !== undefined) return { key: `alt+${alt}` };
	const one = graphemes(text.trim());
	if (one.length === 1 && /^[^\p{C}\p{Z}]+$/u.test(text.trim())) return { key: text.trim() };
	return { wrong: "it is no key that a terminal tells of" };
}

/** Whether a key types something, so that a text field takes it. */
export const typesText = (key: string): boolean => key === "space" || graphemes(key).length === 1;
