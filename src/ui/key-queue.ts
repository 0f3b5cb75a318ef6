import { type PressedKey, typedKey } from "./key-name.js";
import { type KeysStore, takesText } from "./stores/keys.js";
import { graphemes } from "./text-input.js";

/** What a person did at the keyboard, in its order. */
export interface KeyQueue {
	press(keys: readonly PressedKey[]): void;
	paste(text: string): void;
}

/**
 * Hands keys and pastes to their hearers one by one, with time for the screen to change in between: what one key opens
 * hears the next. A slow terminal delivers `/word` or a held `j` in one piece; only a field takes such a piece as it is.
 */
export function createKeyQueue(store: KeysStore): KeyQueue {
	const waiting: (PressedKey | { readonly pasted: string })[] = [];
	let busy = false;
	const press = (key: PressedKey) => {
		const [first = "", ...rest] = key.text.length > 1 && !takesText(store) ? graphemes(key.text) : [];
		if (rest.length > 0) waiting.unshift(typedKey(rest.join("")));
		store.getState().press(rest.length > 0 ? typedKey(first) : key);
	};
	const next = () => {
		const done = waiting.shift();
		busy = done !== undefined;
		if (!done) return;
		if ("pasted" in done) store.getState().paste(done.pasted);
		else press(done);
		// React draws in an immediate of its own, and its effects in another one: then both are behind us.
		setImmediate(() => setImmediate(next));
	};
	const add = (...added: typeof waiting) => {
		waiting.push(...added);
		if (!busy) next();
	};
	return { press: (keys) => add(...keys), paste: (pasted) => add({ pasted }) };
}
