import { createStore, type StoreApi } from "zustand/vanilla";
import type { PressedKey } from "./key-name.js";
import { type Action, actionOf, KEYMAP, type Keymap } from "./keymap.js";

/** What an action does in a scope. */
export interface ActionHandler {
	/** `key` is the one that was pressed: actions like `jump` have several. */
	readonly run: (key: string) => void;
	/** Replaces the label of the keymap: `next step` for `open`. */
	readonly label?: string;
	/** Why it cannot be done now: stays visible, does nothing but say so. */
	readonly disabled?: string;
	/** Works, but is not worth a place in the footer. */
	readonly quiet?: boolean;
}

export type Actions = Readonly<Partial<Record<Action, ActionHandler>>>;

/** Who hears keys first: the higher level. */
export const LEVELS = { app: 0, screen: 1, pane: 2, field: 3, overlay: 4 } as const;
export type Level = keyof typeof LEVELS;

/** One listener for keys. */
export interface KeyScope {
	readonly id: string;
	readonly level: Level;
	/** Heading in the help. */
	readonly title: string;
	readonly actions: Actions;
	/** Takes typed and pasted text: then no letter is a key. Returns what it made of an editing key. */
	readonly onText?: (text: string) => void;
	/** Editing keys by name (`backspace`, `left`, `ctrl+a`), before anything else. True: taken. */
	readonly onKey?: (name: string) => boolean;
	/** Nothing below hears any key, but for the ones that end the program. */
	readonly modal?: boolean;
}

export interface KeysState {
	/** The keys of this program, with those of the preferences. */
	readonly keymap: Keymap;
	/** Lowest level first; of equal levels the newest last. */
	readonly scopes: readonly KeyScope[];
	/** Said for a moment in the footer, such as why a key did nothing. */
	readonly notice: string | undefined;
	/** Those for whom keys are kept back; none: keys are heard. */
	readonly waits: ReadonlySet<string>;
	add(scope: KeyScope): () => void;
	/** Keeps keys back until what they are meant for is there; returns how to end that. */
	wait(id: string): () => void;
	say(notice: string | undefined): void;
	/** Gives a key to the first scope that knows it. */
	press(key: PressedKey): void;
	/** Pasted text goes to a field only. */
	paste(text: string): void;
}

export type KeysStore = StoreApi<KeysState>;

/** The listeners for keys of the running screens, and the one way a key reaches them. */
export function createKeysStore(keymap: Keymap = KEYMAP): KeysStore {
	return createStore<KeysState>((set, get) => ({
		keymap,
		scopes: [],
		notice: undefined,
		waits: new Set(),
		wait(id) {
			set({ waits: new Set([...get().waits, id]) });
			return () => set({ waits: new Set([...get().waits].filter((other) => other !== id)) });
		},
		add(scope) {
			const others = get().scopes.filter(({ id }) => id !== scope.id);
			const at = others.findLastIndex(({ level }) => LEVELS[level] <= LEVELS[scope.level]) + 1;
			set({ scopes: [...others.slice(0, at), scope, ...others.slice(at)] });
			return () => set({ scopes: get().scopes.filter((other) => other !== scope) });
		},
		say: (notice) => set({ notice }),
		press(key) {
			if (get().notice) set({ notice: undefined });
			const heard = audible(get().scopes);
			const field = heard.find(({ onText, onKey }) => onText || onKey);
			if (field?.onKey?.(key.name)) return;
			if (field?.onText && key.text) return field.onText(key.text);
			for (const { actions } of heard) {
				const handler = actions[actionOf(key.name, Object.keys(actions) as Action[], keymap) as Action];
				if (!handler) continue;
				if (handler.disabled) set({ notice: handler.disabled });
				else handler.run(key.name);
				return;
			}
		},
		paste(text) {
			audible(get().scopes)
				.find(({ onText }) => onText)
				?.onText?.(text);
		},
	}));
}

/** Whether a field takes what is typed now. */
export function takesText(store: KeysStore): boolean {
	return audible(store.getState().scopes).some(({ onText }) => onText);
}

/** The scopes that hear keys now, first hearer first: below a modal one only the program itself. */
export function audible(scopes: readonly KeyScope[]): readonly KeyScope[] {
	const downwards = [...scopes].reverse();
	const modal = downwards.findIndex((scope) => scope.modal);
	if (modal < 0) return downwards;
	return [...downwards.slice(0, modal + 1), ...downwards.slice(modal + 1).filter(({ level }) => level === "app")];
}
