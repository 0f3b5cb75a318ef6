import type { Actions } from "../../keys/keys.js";
import { useKept } from "./use-kept.js";

/** A highlighted position in a list that may grow and shrink. */
export interface ListPosition {
	readonly index: number;
	/** The index counts in the list of the next render, which may be another one. */
	readonly set: (index: number) => void;
	/** Up, down, pages and ends, to be spread into `useKeys`. */
	readonly actions: Actions;
}

/**
 * Keeps the highlighted index of a list of `count` rows, `page` of which are seen at once; with a name in `kept` also for
 * when the place is come back to.
 */
export function useList(count: number, page: number, initial = 0, kept?: string): ListPosition {
	const [wanted, setWanted] = useKept(kept, () => initial);
	const last = Math.max(0, count - 1);
	const index = Math.max(0, Math.min(wanted, last));
	const to = (next: number) => setWanted(Math.max(0, Math.min(next, last)));
	return { index, set: setWanted, actions: listActions(index, count, page, to) };
}

/** The keys that move through a list of `count` rows. */
export function listActions(index: number, count: number, page: number, to: (index: number) => void): Actions {
	return {
		up: { run: () => to(index - 1) },
		down: { run: () => to(index + 1) },
		pageUp: { run: () => to(index - page), quiet: true },
		pageDown: { run: () => to(index + page), quiet: true },
		top: { run: () => to(0), quiet: true },
		bottom: { run: () => to(count - 1), quiet: true },
	};
}
