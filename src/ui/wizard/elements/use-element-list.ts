import { useMemo, useRef } from "react";
import type { Catalogue } from "../../../core/element/element.js";
import type { ElementSummary } from "../../../core/explore/element-summary.js";
import type { Profile } from "../../../core/profile/profile.js";
import type { Resolution } from "../../../core/resolve/resolution.js";
import { type FilterState, useFilter } from "../../kit/hooks/use-filter.js";
import { type ListPosition, useList } from "../../kit/hooks/use-list.js";
import { askedElements } from "./asked-elements.js";
import { elementStates } from "./element-state.js";
import { type ElementRow, elementFinder, elementsOf } from "./find-elements.js";
import { type LiveResolution, resolveProfile } from "./live-resolution.js";

export interface FilteredElements {
	readonly filter: FilterState;
	/** With the headings of categories. */
	readonly rows: readonly ElementRow[];
	/** How many elements there are among them. */
	readonly count: number;
	readonly list: ListPosition;
	/** Index of the highlighted element among the rows; -1 when nothing matches. */
	readonly highlighted: number;
	readonly name: string | undefined;
}

/** The list of elements with its filter and the one that is highlighted; it begins at the first one that is `chosen`. */
export function useElementList(
	summaries: readonly ElementSummary[],
	page: number,
	chosen: readonly string[],
): FilteredElements {
	const find = useMemo(() => elementFinder(summaries), [summaries]);
	const looked = useRef<string>(undefined);
	// Every change of the filter begins at its best hit; what it led to stays when everything is back.
	const filter = useFilter(
		(text) => {
			const at = elementsOf(find(text)).findIndex(({ element }) => element.name === looked.current);
			list.set(text === "" ? Math.max(0, at) : 0);
		},
		"",
		"filter",
	);
	const rows = find(filter.text);
	const elements = useMemo(() => elementsOf(rows), [rows]);
	const begin = elements.findIndex(({ element }) => chosen.includes(element.name));
	const list = useList(elements.length, page, Math.max(0, begin), "elements");
	const row = elements[list.index];
	looked.current = row?.element.name ?? looked.current;
	const highlighted = row ? rows.indexOf(row) : -1;
	return { filter, rows, count: elements.length, list, highlighted, name: row?.element.name };
}

interface UsedResolution {
	readonly live: LiveResolution;
	/** The newest one that succeeded. */
	readonly resolution: Resolution | undefined;
	readonly stateOf: ReturnType<typeof elementStates>;
}

/** What the choices come to, resolved again with every change of them. */
export function useLiveResolution(profile: Profile, catalogue: Catalogue, architecture: string): UsedResolution {
	const live = useMemo(() => resolveProfile(profile, catalogue, architecture), [profile, catalogue, architecture]);
	const stateOf = useMemo(
		() => elementStates(live, askedElements(profile), catalogue.elements),
		[live, profile, catalogue],
	);
	const newest = useRef<Resolution>(undefined);
	if (live.ok) newest.current = live.resolution;
	return { live, resolution: newest.current, stateOf };
}
