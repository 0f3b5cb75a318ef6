import type { Actions } from "../../keys/keys.js";
import { useKept } from "./use-kept.js";

/** A window on text that is longer than its room. */
export interface Scroll {
	/** Index of the first line that is shown. */
	readonly top: number;
	readonly actions: Actions;
}

/** Scrolls `count` lines of which `rows` are seen; begins at the top again when `of` names another text. */
export function useScroll(count: number, rows: number, of: string): Scroll {
	const [place, setPlace] = useKept("scroll", () => ({ of, top: 0 }));
	const last = Math.max(0, count - rows);
	const top = place.of === of ? Math.min(place.top, last) : 0;
	const to = (next: number) => setPlace({ of, top: Math.max(0, Math.min(next, last)) });
	return {
		top,
		actions: {
			up: { run: () => to(top - 1), label: "up" },
			down: { run: () => to(top + 1), label: "down" },
			pageUp: { run: () => to(top - rows), quiet: true },
			pageDown: { run: () => to(top + rows), quiet: true },
			top: { run: () => to(0), quiet: true },
			bottom: { run: () => to(last), quiet: true },
		},
	};
}
