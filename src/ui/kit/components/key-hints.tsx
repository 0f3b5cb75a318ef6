import { Text } from "ink";
import { Fragment, useEffect } from "react";
import { useStore } from "zustand";
import { type Action, actionOf, KEYMAP, type Keymap, shownKeys } from "../../keys/keymap.js";
import { type ActionHandler, audible, type KeyScope } from "../../keys/keys.js";
import { useKeymap, useKeysStore } from "../../keys/use-keys.js";
import { useTheme } from "../look/theme.js";
import { cut, width } from "../text/text.js";

/** A key as the footer shows it. */
export interface Hint {
	readonly keys: string;
	readonly label: string;
	readonly disabled: boolean;
	/** Goes last when room is short. */
	readonly first?: boolean;
}

/** Between hints, and behind a message. */
const GAP = 3;
/** A message stays as long as it takes to read it; the next key ends it too. */
const readingMs = (notice: string) => Math.max(5000, notice.length * 80);

/** The keys that can be pressed now, those of the focused pane first, as many as fit on the line beside what is said. */
export function KeyHints({ columns }: { readonly columns: number }) {
	const theme = useTheme();
	const store = useKeysStore();
	const keymap = useKeymap();
	const scopes = useStore(store, (state) => state.scopes);
	const notice = useStore(store, (state) => state.notice);
	useEffect(() => {
		if (!notice) return undefined;
		const timer = setTimeout(() => store.getState().say(undefined), readingMs(notice));
		return () => clearTimeout(timer);
	}, [notice, store]);
	const said = notice ? cut(notice, columns) : "";
	const room = notice ? columns - width(said) - GAP : columns;
	return (
		<Text wrap="truncate">
			{said ? <Text color={theme.warn}>{said + " ".repeat(GAP)}</Text> : null}
			{fitting(hints(audible(scopes), keymap), room, keymap).map(({ keys, label, disabled }, index) => (
				<Fragment key={`${keys} ${label}`}>
					{index > 0 ? " ".repeat(GAP) : ""}
					<Text bold color={disabled ? theme.dim : theme.accent} strikethrough={disabled}>
						{keys}
					</Text>
					<Text color={theme.dim}> {label}</Text>
				</Fragment>
			))}
		</Text>
	);
}

/** One hint an action; an action that a higher scope has taken the keys of is not told. */
export function hints(scopes: readonly KeyScope[], keymap: Keymap = KEYMAP): Hint[] {
	const taken = new Set<string>();
	// While a field has the keys, letters are text.
	const typing = scopes.some(({ onText }) => onText);
	const typed = ([first = ""]: readonly string[]) => typing && (first.length === 1 || first === "space");
	const found: Hint[] = [];
	for (const { actions } of scopes) {
		for (const [action, handler] of Object.entries(actions) as [Action, ActionHandler][]) {
			const { keys, first = false, label: usual } = keymap[action];
			const heard = (key: string) => actionOf(key, Object.keys(actions) as Action[], keymap) === action;
			const free = !typed(keys) && keys.some((key) => !taken.has(key) && heard(key));
			for (const key of keys) taken.add(key);
			const label = handler.label ?? usual;
			const isSaid = found.some((hint) => hint.label === label && !(action === "down" && isUp(hint, keymap)));
			if (!free || handler.quiet || isSaid) continue;
			const disabled = handler.disabled !== undefined;
			found.push({ keys: shownKeys(action, keymap), label, disabled, ...(first && !disabled ? { first } : {}) });
		}
	}
	return joinMovement(found, keymap);
}

const isUp = ({ keys }: Hint, keymap: Keymap) => keys === shownKeys("up", keymap);

/** `↑ up`, `↓ down` stand together as `↑↓ move`. */
function joinMovement(found: readonly Hint[], keymap: Keymap): Hint[] {
	const up = found.find((hint) => isUp(hint, keymap));
	const down = found.find(({ keys }) => keys === shownKeys("down", keymap));
	if (!up || !down) return [...found];
	const joined = {
		keys: joinedKeys(up.keys, down.keys),
		label: up.label === "up" ? "move" : up.label,
		disabled: up.disabled,
	};
	return found.flatMap((hint) => (hint === up ? [joined] : hint === down ? [] : [hint]));
}

const joinedKeys = (up: string, down: string) => (width(up + down) > 2 ? `${up}/${down}` : up + down);

/**
 * As many as there is room for, in their order: those that come first keep their place before all others, and the help
 * before them, because it leads to all.
 */
export function fitting(all: readonly Hint[], columns: number, keymap: Keymap = KEYMAP): Hint[] {
	const rank = (hint: Hint) => (hint.keys === shownKeys("help", keymap) ? 0 : hint.first ? 1 : 2);
	const shown = new Set<Hint>();
	let room = columns + GAP;
	for (const wanted of [0, 1, 2]) {
		for (const hint of all.filter((one) => rank(one) === wanted)) {
			const size = width(hint.keys) + 1 + width(hint.label) + GAP;
			// What comes behind one that does not fit would only seem to be more important.
			if (size > room) break;
			room -= size;
			shown.add(hint);
		}
	}
	return all.filter((hint) => shown.has(hint));
}
