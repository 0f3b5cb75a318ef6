import type { StopSignal } from "../../host/stop-signals.js";
import type { Listen } from "../build/forward-stops.js";

/** Rings for a build that was asked to end, by a signal to this program or by somebody elsewhere. */
export interface StopBell {
	readonly rung: boolean;
	/** As `onStopSignal`: who listens late hears what came before, too. */
	readonly listen: Listen;
	ring(signal: StopSignal): void;
}

/** A bell for one build. */
export function stopBell(): StopBell {
	const listeners = new Set<(signal: StopSignal) => void>();
	const unheard: StopSignal[] = [];
	let rung = false;
	return {
		get rung() {
			return rung;
		},
		listen(listener) {
			listeners.add(listener);
			for (const signal of unheard.splice(0)) listener(signal);
			return () => void listeners.delete(listener);
		},
		ring(signal) {
			rung = true;
			if (listeners.size === 0) unheard.push(signal);
			for (const listener of listeners) listener(signal);
		},
	};
}
