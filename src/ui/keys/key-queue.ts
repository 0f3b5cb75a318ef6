import { graphemes } from "../kit/text/text-input.js";
import { type PressedKey, typedKey } from "./key-name.js";
import { type KeysStore, takesText } from "./keys.js";

/** What a user did at the keyboard, in its order. */
export interface KeyQueue {
	press(keys: readonly PressedKey[]): void;
	paste(text: string): void;
}

/** Who presses one of these does not wait for a list. */
const LEAVING = new Set(["escape", "ctrl+c"]);
/** No key is kept back for longer: a list that never comes must not make the keyboard dead. */
const LONGEST_WAIT_MS = 1000;

/**
 * Hands keys and pastes to their hearers one by one, with time for the screen to change in between: what one key opens
 * hears the next. A slow terminal delivers `/word` or a held `j` in one piece; only a field takes such a piece as it is.
 * While what is shown is still being read, keys wait for it.
 */
export function createKeyQueue(store: KeysStore): KeyQueue {
	const waiting: (PressedKey | { readonly pasted: string })[] = [];
	let busy = false;
	const press = (key: PressedKey) => {
		const [first = "", ...rest] = key.text.length > 1 && !takesText(store) ? graphemes(key.text) : [];
		if (rest.length > 0) waiting.unshift(typedKey(rest.join("")));
		store.getState().press(rest.length > 0 ? typedKey(first) : key);
	};
	let hearNow = () => {};
	const next = () => {
		busy = waiting.length > 0;
		if (busy) hearNow = whenHeard(store, hand);
	};
	const hand = () => {
		const done = waiting.shift();
		if (!done) return next();
		if ("pasted" in done) store.getState().paste(done.pasted);
		else press(done);
		// React draws in an immediate of its own, and its effects in another one: then both are behind us.
		setImmediate(() => setImmediate(next));
	};
	const add = (...added: typeof waiting) => {
		waiting.push(...added);
		if (!busy) next();
		if (added.some((one) => "name" in one && LEAVING.has(one.name))) hearNow();
	};
	return { press: (keys) => add(...keys), paste: (pasted) => add({ pasted }) };
}

/** Calls back when nobody keeps keys back any more, or after a while; returns how to have it at once. */
function whenHeard(store: KeysStore, heard: () => void): () => void {
	if (store.getState().waits.size === 0) {
		heard();
		return () => {};
	}
	let waits = true;
	const go = () => {
		if (!waits) return;
		waits = false;
		clearTimeout(timer);
		forget();
		// What was waited for is drawn before the key reaches it.
		setImmediate(() => setImmediate(heard));
	};
	const timer = setTimeout(go, LONGEST_WAIT_MS);
	const forget = store.subscribe(({ waits: kept }) => {
		if (kept.size === 0) go();
	});
	return go;
}
