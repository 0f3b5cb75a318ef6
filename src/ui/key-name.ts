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
 * What Ink reports at once, by the names of the keymap. Several characters are one piece of text; the return behind them,
 * which a slow terminal hands over together with what was typed before it, is a key.
 */
export function pressedKeys(input: string, key: Key): readonly PressedKey[] {
	const typed = /^([^\r\n]+)\r$/.exec(input)?.[1];
	return typed === undefined
		? [keyName(input, key)]
		: [
				{ name: typed, text: typed },
				{ name: "return", text: "" },
			];
}

function keyName(input: string, key: Key): PressedKey {
	if (key.tab) return { name: key.shift ? "shift+tab" : "tab", text: "" };
	for (const [flag, name] of NAMED) if (key[flag]) return { name, text: "" };
	if (key.ctrl) return { name: `ctrl+${input.toLowerCase()}`, text: "" };
	if (key.meta) return { name: `alt+${input}`, text: "" };
	return { name: input === " " ? "space" : input, text: input };
}
