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

/**
 * What Ink reports at once, by the names of the keymap. Several characters are one piece of text; the returns before and
 * behind them, which a slow terminal hands over together with what was typed, are keys. A return that was pressed before
 * the program had the terminal for itself arrives as a line end.
 */
export function pressedKeys(input: string, key: Key): readonly PressedKey[] {
	const [, before = "", text = "", behind = ""] = /^([\r\n]*)(.*?)([\r\n]?)$/s.exec(input) ?? [];
	if (before + behind === "" || /[\r\n]/.test(text)) return [keyName(input, key)];
	return [...[...before].map(() => RETURN), ...(text ? [typedKey(text)] : []), ...[...behind].map(() => RETURN)];
}

const RETURN: PressedKey = { name: "return", text: "" };

/** The key of a character or a piece of text. */
export function typedKey(text: string): PressedKey {
	return /^[\r\n]+$/.test(text) ? RETURN : { name: text === " " ? "space" : text, text };
}

function keyName(input: string, key: Key): PressedKey {
	if (key.tab) return { name: key.shift ? "shift+tab" : "tab", text: "" };
	for (const [flag, name] of NAMED) if (key[flag]) return { name, text: "" };
	if (key.ctrl) return { name: `ctrl+${input.toLowerCase()}`, text: "" };
	if (key.meta) return { name: `alt+${input}`, text: "" };
	return typedKey(input);
}
