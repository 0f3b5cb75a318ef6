import type { Key } from "ink";

const NAMED = [
	["upArrow", "up"],
	["downArrow", "down"],
	["leftArrow", "left"],
	["rightArrow", "right"],
	["pageUp", "pageup"],
	["pageDown", "pagedown"],
	["home", "home"],
	["end", "end"],
	["return", "return"],
	["escape", "escape"],
	["backspace", "backspace"],
	["delete", "delete"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** A pressed key: its name in the keymap, and the text it types, if any. */
export interface PressedKey {
	readonly name: string;
	readonly text: string;
}

const RETURN: PressedKey = { name: "return", text: "" };
/** Keys among typed characters, but for those that a pasted text may hold: line ends and tabs. */
const CONTROL_KEYS = /([\u0001-\u0008\u000b\u000c\u000e-\u001a\u007f])/;

/**
 * What Ink reports at once, by the names of the keymap. A slow terminal hands over in one piece what was typed one by one:
 * then the control keys in it, and the returns before and behind it, are keys, and the rest is pieces of text. A return
 * that was pressed before the program had the terminal for itself arrives as a line end.
 */
export function pressedKeys(input: string, key: Key): readonly PressedKey[] {
	const isOne = key.ctrl || key.meta || key.tab || NAMED.some(([flag]) => key[flag]);
	if (isOne) return [keyName(input, key)];
	return input
		.split(CONTROL_KEYS)
		.filter((piece) => piece !== "")
		.flatMap(returnsApart);
}

/** The returns before and behind a text; line ends within it are its own. */
function returnsApart(piece: string): readonly PressedKey[] {
	const [, before = "", text = "", behind = ""] = /^([\r\n]*)(.*?)([\r\n]?)$/s.exec(piece) ?? [];
	if (/[\r\n]/.test(text)) return [typedKey(piece)];
	return [...[...before].map(() => RETURN), ...(text ? [typedKey(text)] : []), ...[...behind].map(() => RETURN)];
}

/** The key of a character or a piece of text. */
export function typedKey(text: string): PressedKey {
	if (/^[\r\n]+$/.test(text)) return RETURN;
	if (text === "\t") return { name: "tab", text: "" };
	if (text === "\u007f" || text === "\b") return { name: "backspace", text: "" };
	if (/^[\u0001-\u001a]$/.test(text)) {
		return { name: `ctrl+${String.fromCharCode(text.charCodeAt(0) + 96)}`, text: "" };
	}
	return { name: text === " " ? "space" : text, text };
}

function keyName(input: string, key: Key): PressedKey {
	if (key.tab) return { name: key.shift ? "shift+tab" : "tab", text: "" };
	for (const [flag, name] of NAMED) if (key[flag]) return { name, text: "" };
	return { name: key.ctrl ? `ctrl+${input.toLowerCase()}` : `alt+${input}`, text: "" };
}
