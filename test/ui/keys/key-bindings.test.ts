import { describe, expect, test } from "vitest";
import { boundKeys } from "../../../src/ui/keys/key-bindings.js";
import { KEYMAP, shownKeys } from "../../../src/ui/keys/keymap.js";

test("an action's keys are replaced, by the names that people use", () => {
	const { keymap, problems } = boundKeys({
		zoom: "Z",
		undo: ["ctrl+x", "alt+u"],
		pageDown: ["PgDn", "shift+j"],
		toggle: [" "],
	});
	expect(problems).toEqual([]);
	expect(keymap.zoom).toMatchObject({ keys: ["Z"], help: KEYMAP.zoom.help });
	expect(keymap.undo.keys).toEqual(["ctrl+x", "alt+u"]);
	expect(keymap.pageDown.keys).toEqual(["pagedown", "J"]);
	expect(keymap.toggle.keys).toEqual(["space"]);
	expect(shownKeys("pageDown", keymap)).toBe("PgDn");
	expect(keymap.help).toBe(KEYMAP.help);
	expect(boundKeys({ confirm: ["Enter", "ctrl+o"] }).keymap.confirm.keys).toEqual(["return", "ctrl+o"]);
});

describe("what is wrong is named and left out, the rest is used", () => {
	test.each([
		["no map", ["zoom"], ["keys"], "must be a map"],
		["an unknown action", { zom: "Z" }, ["keys", "zom"], "no action 'zom'"],
		["a name of every object", { constructor: "Z" }, ["keys", "constructor"], "no action 'constructor'"],
		["no key", { zoom: [] }, ["keys", "zoom"], "at least one key"],
		["a number", { zoom: 3 }, ["keys", "zoom"], "3 is no key"],
		["no text", { zoom: "" }, ["keys", "zoom"], '"" cannot be a key'],
		["a word", { zoom: "hello" }, ["keys", "zoom"], '"hello" cannot be a key'],
		["a key that terminals do not tell apart", { zoom: "ctrl+i" }, ["keys", "zoom"], "the same for it as for tab"],
		["the way out", { zoom: "ctrl+c" }, ["keys", "zoom"], "always stays with 'interrupt'"],
		["a control character", { zoom: "\u0007" }, ["keys", "zoom"], "cannot be a key"],
		["keys that are what they are", { jump: "x" }, ["keys", "jump"], "cannot be changed"],
		["an answer that no field lets through", { back: "b" }, ["keys", "back"], "types no letter"],
	])("%s", (_, keys, path, message) => {
		const { keymap, problems } = boundKeys(keys);
		expect(problems).toMatchObject([{ path, severity: "error" }]);
		expect(problems[0]?.message).toContain(message);
		expect(problems[0]?.next).not.toBe("");
		expect(keymap).toEqual(KEYMAP);
	});

	test("a name that is nearly right is told", () => {
		expect(boundKeys({ zom: "Z", theme: "ctrl+t" })).toMatchObject({
			keymap: { theme: { keys: ["ctrl+t"] } },
			problems: [{ next: "Did you mean zoom?" }],
		});
	});
});

test("a key that another action has too is used, with a warning", () => {
	const { keymap, problems } = boundKeys({ zoom: "f" });
	expect(keymap.zoom.keys).toEqual(["f"]);
	expect(problems).toMatchObject([{ path: ["keys", "zoom"], severity: "warning" }]);
	expect(problems[0]?.message).toContain("'follow', 'fix'");
});

test("actions that share a key from the beginning may share another one", () => {
	expect(boundKeys({ edit: "E", nextError: "ctrl+e", export: "ctrl+x" }).problems).toEqual([]);
	expect(boundKeys({ edit: "ctrl+e", nextError: "ctrl+e" }).problems).toEqual([]);
});
