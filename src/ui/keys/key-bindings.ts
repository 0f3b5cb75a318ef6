import { asMap, type PreferenceProblem, shownValue } from "../../core/host/preference-problem.js";
import { nearest } from "../../core/text/suggest.js";
import { graphemes } from "../kit/text/text-input.js";
import { type Action, type Binding, KEYMAP, type Keymap, writtenKey } from "./keymap.js";

/** The place of a digit is what it means, and leaving must always be possible. */
const FIXED: ReadonlySet<Action> = new Set(["jump", "interrupt", "suspend"]);
/** Without a key that types nothing there is no way out of a text field. */
const OUT_OF_FIELDS: ReadonlySet<Action> = new Set(["confirm", "back"]);
const SHAPE = 'Write a key or a list of keys: "zoom": "Z", or "zoom": ["Z", "ctrl+o"].';

export interface BoundKeys {
	readonly keymap: Keymap;
	readonly problems: readonly PreferenceProblem[];
}

/**
 * The keymap with the keys of the preferences, `{"zoom": "Z", "undo": ["ctrl+x", "U"]}`: an action's keys are replaced.
 * What is wrong is told and left out; a key that another action has too is told and used.
 */
export function boundKeys(keys: unknown): BoundKeys {
	if (keys === undefined) return { keymap: KEYMAP, problems: [] };
	const map = asMap(keys);
	if (!map) return { keymap: KEYMAP, problems: [wrong([], `keys must be a map, and is ${shownValue(keys)}`, SHAPE)] };
	const problems: PreferenceProblem[] = [];
	const own: Partial<Record<Action, readonly string[]>> = {};
	for (const [name, value] of Object.entries(map)) {
		const read = readBinding(name, value);
		if ("keys" in read) own[name as Action] = read.keys;
		else problems.push(read);
	}
	const keymap = Object.fromEntries(
		(Object.entries(KEYMAP) as [Action, Binding][]).map(([action, binding]) => [
			action,
			own[action] ? ownBinding(binding, own[action]) : binding,
		]),
	) as Keymap;
	return { keymap, problems: [...problems, ...sharedKeys(own, keymap)] };
}

/** What is `shown` of an action stands for its keys and goes with them. */
function ownBinding({ shown: _, ...binding }: Binding, keys: readonly string[]): Binding {
	return { ...binding, keys, shown: writtenKey(keys[0] ?? ""), own: true };
}

function readBinding(name: string, value: unknown): { readonly keys: readonly string[] } | PreferenceProblem {
	const path = [name];
	if (!Object.hasOwn(KEYMAP, name)) {
		const near = nearest(name, Object.keys(KEYMAP));
		const next =
			near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `Actions are ${Object.keys(KEYMAP).join(", ")}.`;
		return wrong(path, `there is no action '${name}'`, next);
	}
	const action = name as Action;
	if (FIXED.has(action)) return wrong(path, `the keys of '${name}' cannot be changed`, "Take this line out.");
	const texts = Array.isArray(value) ? value : [value];
	if (texts.length === 0) return wrong(path, `'${name}' needs at least one key`, SHAPE);
	const keys: string[] = [];
	for (const text of texts) {
		if (typeof text !== "string") return wrong(path, `${shownValue(text)} is no key for '${name}'`, SHAPE);
		const read = keyFromText(text);
		if ("wrong" in read) {
			return wrong(path, `${shownValue(text)} cannot be a key of '${name}': ${read.wrong}`, KNOWN_KEYS);
		}
		if (!keys.includes(read.key)) keys.push(read.key);
	}
	if (OUT_OF_FIELDS.has(action) && keys.every(typesText)) {
		const usual = KEYMAP[action].keys.map(writtenKey).join(" ");
		return wrong(path, `'${name}' needs a key that types no letter, or nobody leaves a text field`, `Add "${usual}".`);
	}
	return { keys };
}

const KNOWN_KEYS =
	"Keys are single characters, ctrl+a to ctrl+z, alt+x, enter, esc, space, tab, shift+tab, up, pgup, home, delete.";

/** Keys of the preferences that other actions have too; those that share a key from the beginning are never heard together. */
function sharedKeys(own: Partial<Record<Action, readonly string[]>>, keymap: Keymap): PreferenceProblem[] {
	return (Object.entries(own) as [Action, readonly string[]][]).flatMap(([action, keys]) =>
		keys.flatMap((key): PreferenceProblem[] => {
			const others = (Object.keys(keymap) as Action[]).filter(
				(other) => other !== action && keymap[other].keys.includes(key) && !shareFromTheBeginning(action, other),
			);
			if (others.length === 0) return [];
			return [
				{
					path: ["keys", action],
					severity: "warning",
					message: `'${writtenKey(key)}' of '${action}' is also a key of ${others.map((other) => `'${other}'`).join(", ")}: where both are heard it is '${action}'`,
					next: `Give ${others.length === 1 ? "that one" : "those"} another key, or '${action}'.`,
				},
			];
		}),
	);
}

function shareFromTheBeginning(one: Action, other: Action): boolean {
	const keys: readonly string[] = KEYMAP[other].keys;
	return KEYMAP[one].keys.some((key) => keys.includes(key));
}

const wrong = (path: readonly string[], message: string, next: string): PreferenceProblem => ({
	...{ path: ["keys", ...path], severity: "error", message, next },
});

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
function keyFromText(text: string): { readonly key: string } | { readonly wrong: string } {
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
const typesText = (key: string): boolean => key === "space" || graphemes(key).length === 1;
