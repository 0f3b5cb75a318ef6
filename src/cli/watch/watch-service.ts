import type { WatchState } from "../../core/watch/watch-state.js";
import type { WatchService } from "../../ui/services/watch.js";

/** Of changes that come fast so many a second are shown. */
const PER_SECOND = 8;

/** What the screens see of watching, and `show`, which tells them. */
export function watchService(interrupt: () => void): { readonly service: WatchService; show(state: WatchState): void } {
	const listeners = new Set<(state: WatchState) => void>();
	let state: WatchState | undefined;
	let timer: NodeJS.Timeout | undefined;
	const tell = () => {
		timer = undefined;
		if (state) for (const listener of listeners) listener(state);
	};
	return {
		show(next) {
			state = next;
			if (timer === undefined) timer = setTimeout(tell, 1000 / PER_SECOND);
		},
		service: {
			get: () => state,
			subscribe(listener) {
				listeners.add(listener);
				return () => void listeners.delete(listener);
			},
			interrupt,
		},
	};
}
