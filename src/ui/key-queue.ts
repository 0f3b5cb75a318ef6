import type { PressedKey } from "./key-name.js";
import { type KeysStore, takesText } from "./stores/keys.js";
import { graphemes } from "./text-input.js";

/**
 * Hands keys to their hearers one by one, with time for the screen to change in between: what one key opens hears the
 * next. A slow terminal delivers `/word` or a held `j` in one piece; only a field takes such a piece as it is.
 */
export function createKeyQueue(store: KeysStore): (keys: readonly PressedKey[]) => void {
	const waiting: PressedKey[] = [];
	let timer: NodeJS.Timeout | undefined;
	const next = () => {
		timer = undefined;
		const key = waiting.shift();
		if (!key) return;
		const [first = "", ...rest] = key.text.length > 1 && !takesText(store) ? graphemes(key.text) : [];
		if (rest.length > 0) {
			waiting.unshift(typed(rest.join("")));
			store.getState().press(typed(first));
		} else store.getState().press(key);
		// React draws in an immediate of its own, which is then behind us.
		timer = setTimeout(() => setImmediate(next));
	};
	return (keys) => {
		waiting.push(...keys);
		if (!timer) next();
	};
}

const typed = (text: string): PressedKey => ({ name: text === " " ? "space" : text, text });
