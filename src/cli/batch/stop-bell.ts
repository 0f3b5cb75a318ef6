import type { Listen } from "../build/forward-stops.js";

/** Rings for a build that was asked to end, by a signal to this program or by somebody elsewhere. */
export interface StopBell {
	readonly rung: boolean;
	/** As `onStopSignal`: who listens late hears what came before, too. */
	readonly listen: Listen;
	/** `by`: a signal, or who asks. */
	ring(by: string): void;
}

/** A bell for one build. */
export function stopBell(): StopBell {
	const listeners = new Set<(by: string) => void>();
	const unheard: string[] = [];
	let rung = false;
	return {
		get rung() {
			return rung;
		},
		listen(listener) {
			listeners.add(listener);
			for (const by of unheard.splice(0)) listener(by);
			return () => void listeners.delete(listener);
		},
		ring(by) {
			rung = true;
			if (listeners.size === 0) unheard.push(by);
			for (const listener of listeners) listener(by);
		},
	};
}
