import type { Actions } from "../../keys/keys.js";
import { useKept } from "./use-kept.js";
import { listActions } from "./use-list.js";

export interface Selection<T> {
	/** The highlighted item; undefined in an empty list. */
	readonly item: T | undefined;
	readonly index: number;
	/** To be spread into `useKeys`. */
	readonly actions: Actions;
}

/**
 * Keeps an item of a list highlighted by its key: it stays the same one when the list grows, shrinks or is filtered, and
 * when the place is come back to.
 */
export function useSelection<T>(items: readonly T[], keyOf: (item: T) => string, page: number): Selection<T> {
	const [wanted, setWanted] = useKept("selection", (): { readonly key?: string; readonly index: number } => ({
		index: 0,
	}));
	const last = Math.max(0, items.length - 1);
	const found = items.findIndex((item) => keyOf(item) === wanted.key);
	const index = found >= 0 ? found : Math.min(wanted.index, last);
	const to = (next: number) => {
		const at = Math.max(0, Math.min(next, last));
		const item = items[at];
		setWanted(item === undefined ? { index: at } : { key: keyOf(item), index: at });
	};
	return { item: items[index], index, actions: listActions(index, items.length, page, to) };
}
