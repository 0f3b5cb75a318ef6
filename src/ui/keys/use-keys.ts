import { createContext, useContext, useId, useLayoutEffect, useRef } from "react";
import { type Action, type Keymap, shownKeys } from "./keymap.js";
import { type ActionHandler, type Actions, createKeysStore, type KeyScope, type KeysStore } from "./keys.js";

export const KeysContext = createContext<KeysStore>(createKeysStore());

/** The store of key listeners of the running program. */
export const useKeysStore = (): KeysStore => useContext(KeysContext);

/** The keys of the running program. */
export const useKeymap = (): Keymap => useKeysStore().getState().keymap;

/** Writes the keys of an action, for a sentence that names them. */
export function useKeyName(): (action: Action) => string {
	const keymap = useKeymap();
	return (action) => shownKeys(action, keymap);
}

export interface UseKeysOptions extends Omit<KeyScope, "id"> {
	/** False: hears nothing, and its keys are not shown. */
	readonly active?: boolean;
}

/** Listens for keys while the component is shown. Handlers may change with every render; the footer follows the labels. */
export function useKeys({ active = true, ...scope }: UseKeysOptions): void {
	const store = useKeysStore();
	const id = useId();
	const latest = useRef(scope);
	latest.current = scope;
	const described = description(scope);
	// With the frame, not after it: what is typed right behind the key that opened a field belongs to the field.
	// biome-ignore lint/correctness/useExhaustiveDependencies: the handlers are read when a key comes; only what is shown matters here.
	useLayoutEffect(() => {
		if (!active) return undefined;
		const { level, title, modal, onText, onKey } = latest.current;
		return store.getState().add({
			id,
			level,
			title,
			...(modal ? { modal } : {}),
			actions: relayed(latest.current.actions, (action) => latest.current.actions[action]),
			...(onText ? { onText: (text) => latest.current.onText?.(text) } : {}),
			...(onKey ? { onKey: (name) => latest.current.onKey?.(name) ?? false } : {}),
		});
	}, [active, described, id, store]);
}

/** The same actions, each looking up its newest handler when it runs. */
function relayed(actions: Actions, newest: (action: Action) => ActionHandler | undefined): Actions {
	return Object.fromEntries(
		(Object.entries(actions) as [Action, ActionHandler][]).map(([action, handler]) => [
			action,
			{ ...handler, run: (key) => newest(action)?.run(key) },
		]),
	);
}

function description({ level, title, modal, actions, onText, onKey }: Omit<KeyScope, "id">): string {
	const shown = Object.entries(actions).map(([action, { label, disabled, quiet }]) => [action, label, disabled, quiet]);
	return JSON.stringify([level, title, modal, Boolean(onText), Boolean(onKey), shown]);
}

/** Keeps keys back while what they are meant for is still being read: they would move through a list that is not whole. */
export function useKeysWait(waiting: boolean): void {
	const store = useKeysStore();
	const id = useId();
	useLayoutEffect(() => (waiting ? store.getState().wait(id) : undefined), [waiting, id, store]);
}
