import type { WatchState } from "../../core/watch/watch-state.js";

/** A profile that is built whenever something of it is saved. */
export interface WatchService {
	/** Undefined in the first moment. */
	get(): WatchState | undefined;
	/** Hears of every change, several at once where they come fast; returns how to stop. */
	subscribe(listener: (state: WatchState) => void): () => void;
	/** Ends it, as ctrl+c does where there are no screens. */
	interrupt(): void;
}
