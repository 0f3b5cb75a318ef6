import { useState } from "react";
import type { Actions } from "../keys/keys.js";
import { type FilterState, useFilter } from "../kit/hooks/use-filter.js";
import { hitsIn, neighbourHit } from "./search-rows.js";
import type { ViewRow } from "./view-row.js";

export interface RowSearch {
	readonly state: FilterState;
	/** `hit 2 of 7`; empty while nothing is searched. */
	readonly note: string;
	/** To be spread into `useKeys`. */
	readonly actions: Actions;
}

/** Searches in rows: goes to the first hit from the cursor on while the user types, `n` and `N` go on from there. */
export function useRowSearch(rows: readonly ViewRow[], cursor: number, moveTo: (row: number) => void): RowSearch {
	const filter = useFilter();
	// Not the cursor: a text that is scrolled to its end cannot put its last hits on top.
	const [hit, setHit] = useState<number>();
	const hits = hitsIn(rows, filter.text);
	const go = (found: readonly number[], from: number, by: 1 | -1) => {
		const next = neighbourHit(found, from, by);
		setHit(next);
		if (next !== undefined) moveTo(next);
	};
	const field = {
		...filter.field,
		onChange: (text: string) => {
			filter.field.onChange(text);
			go(hitsIn(rows, text), cursor - 1, 1);
		},
	};
	const { back, filter: open } = filter.actions;
	return {
		state: { ...filter, field },
		note:
			filter.text === "" ? "" : hits.length === 0 ? "no hit" : `hit ${hits.indexOf(hit ?? -1) + 1} of ${hits.length}`,
		actions: {
			...(open ? { filter: { ...open, label: "search" } } : {}),
			...(back ? { back: { ...back, label: "end search" } } : {}),
			...(hits.length > 0
				? {
						nextHit: { run: () => go(hits, hit ?? cursor - 1, 1) },
						previousHit: { run: () => go(hits, hit ?? cursor + 1, -1), quiet: true },
					}
				: {}),
		},
	};
}
