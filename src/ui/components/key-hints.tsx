import { Text } from "ink";
import { Fragment } from "react";
import { useStore } from "zustand";
import { useKeysStore } from "../hooks/use-keys.js";
import { type Action, KEYMAP, shownKeys } from "../keymap.js";
import { type ActionHandler, audible, type KeyScope } from "../stores/keys.js";
import { cut, width } from "../text.js";
import { useTheme } from "../theme.js";

/** A key as the footer shows it. */
export interface Hint {
	readonly keys: string;
	readonly label: string;
	readonly disabled: boolean;
}

/** The keys that can be pressed now, those of the focused pane first, as many as fit on the line. */
export function KeyHints({ columns }: { readonly columns: number }) {
	const theme = useTheme();
	const store = useKeysStore();
	const scopes = useStore(store, (state) => state.scopes);
	const notice = useStore(store, (state) => state.notice);
	if (notice) return <Text color={theme.warn}>{cut(notice, columns)}</Text>;
	return (
		<Text wrap="truncate">
			{fitting(hints(audible(scopes)), columns).map(({ keys, label, disabled }, index) => (
				<Fragment key={`${keys} ${label}`}>
					{index > 0 ? "   " : ""}
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
export function hints(scopes: readonly KeyScope[]): Hint[] {
	const taken = new Set<string>();
	// While a field has the keys, letters are text.
	const typing = scopes.some(({ onText }) => onText);
	const typed = ([first = ""]: readonly string[]) => typing && (first.length === 1 || first === "space");
	const found: Hint[] = [];
	for (const { actions } of scopes) {
		for (const [action, handler] of Object.entries(actions) as [Action, ActionHandler][]) {
			const keys: readonly string[] = KEYMAP[action].keys;
			const free = !typed(keys) && keys.some((key) => !taken.has(key));
			for (const key of keys) taken.add(key);
			const label = handler.label ?? KEYMAP[action].label;
			if (!free || handler.quiet || found.some((hint) => hint.label === label)) continue;
			found.push({ keys: shownKeys(action), label, disabled: handler.disabled !== undefined });
		}
	}
	return joinMovement(found);
}

/** `↑ up`, `↓ down` stand together as `↑↓ move`. */
function joinMovement(found: readonly Hint[]): Hint[] {
	const up = found.find(({ keys }) => keys === "↑");
	const down = found.find(({ keys }) => keys === "↓");
	if (!up || !down) return [...found];
	const joined = { keys: "↑↓", label: up.label === "up" ? "move" : up.label, disabled: up.disabled };
	return found.flatMap((hint) => (hint === up ? [joined] : hint === down ? [] : [hint]));
}

/** The hint for the help stays whatever is cut, because it leads to all others. */
function fitting(all: readonly Hint[], columns: number): Hint[] {
	const size = ({ keys, label }: Hint) => width(keys) + 1 + width(label) + 3;
	const help = all.find(({ keys }) => keys === "?");
	let room = columns + 3 - (help ? size(help) : 0);
	const shown: Hint[] = [];
	for (const hint of all) {
		if (hint === help) continue;
		if (size(hint) > room) break;
		room -= size(hint);
		shown.push(hint);
	}
	return help ? [...shown, help] : shown;
}
