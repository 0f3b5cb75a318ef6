import type { Key } from "ink";
import { expect, test } from "vitest";
import { pressedKeys } from "../../../src/ui/keys/key-name.js";

const NONE = {} as Key;
const RETURN = { name: "return", text: "" };

test.each([
	["a letter", "a", NONE, [{ name: "a", text: "a" }]],
	["a blank", " ", NONE, [{ name: "space", text: " " }]],
	["return", "\r", { return: true } as Key, [RETURN]],
	["a return that came before the terminal was ours", "\n", NONE, [RETURN]],
	["text and the return behind it", "web\r", NONE, [{ name: "web", text: "web" }, RETURN]],
	["the same, before the terminal was ours", "web\n", NONE, [{ name: "web", text: "web" }, RETURN]],
	["a return and what follows it", "\r]", NONE, [RETURN, { name: "]", text: "]" }]],
	["two returns", "\r\r", NONE, [RETURN, RETURN]],
	[
		"control keys in a piece",
		"\u0015vm\u007f\u0013",
		NONE,
		[
			{ name: "ctrl+u", text: "" },
			{ name: "vm", text: "vm" },
			{ name: "backspace", text: "" },
			{ name: "ctrl+s", text: "" },
		],
	],
	["a text with tabs is a text", "a\tb", NONE, [{ name: "a\tb", text: "a\tb" }]],
	["several lines are text", "one\ntwo\n", NONE, [{ name: "one\ntwo\n", text: "one\ntwo\n" }]],
	["an arrow", "", { upArrow: true } as Key, [{ name: "up", text: "" }]],
	["a control key", "s", { ctrl: true } as Key, [{ name: "ctrl+s", text: "" }]],
])("%s", (_, input, key, keys) => expect(pressedKeys(input, key)).toEqual(keys));
