import { createContext, useContext, useRef, useState } from "react";

/** A place that people come back to, and what all places keep, by place and name. */
export interface ListPlace {
	readonly name: string;
	readonly kept: Map<string, unknown>;
}

/** The place whose lists are shown; undefined outside of one: then nothing is kept. */
export const PlaceContext = createContext<ListPlace | undefined>(undefined);

/**
 * Like `useState`, but who comes back to the place finds what was there when it was left: positions in lists, texts, folds.
 * `name` is one of a kind at its place; undefined keeps nothing.
 */
export function useKept<T>(
	name: string | undefined,
	initial: () => T,
): readonly [T, (next: T | ((now: T) => T)) => void] {
	const place = useContext(PlaceContext);
	const key = name === undefined || place === undefined ? undefined : `${place.name} ${name}`;
	const [value, setValue] = useState<T>(() =>
		key !== undefined && place?.kept.has(key) ? (place.kept.get(key) as T) : initial(),
	);
	const newest = useRef(value);
	newest.current = value;
	const set = (next: T | ((now: T) => T)) => {
		// At once: what is set by the key that leads away must be there when somebody comes back.
		newest.current = typeof next === "function" ? (next as (now: T) => T)(newest.current) : next;
		if (key !== undefined) place?.kept.set(key, newest.current);
		setValue(() => newest.current);
	};
	return [value, set];
}

/** The highlighted one of some choices: kept as long as the same one is chosen, which it begins at otherwise. */
export function useKeptChoice<V>(name: string, current: V): readonly [V, (next: V) => void] {
	const [at, set] = useKept(name, () => ({ current, value: current }));
	return [at.current === current ? at.value : current, (value) => set({ current, value })];
}
