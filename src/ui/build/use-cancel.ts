import { useApp } from "ink";
import { useEffect, useState } from "react";
import type { BuildState } from "../../core/run/build-state.js";
import { useKeysStore } from "../keys/use-keys.js";
import { useServices } from "../services/services.js";

/** How long a first press waits for the second one. */
const ARMED_MS = 5000;

/**
 * Ends a build: pressed twice it cancels, or stops a build that is held, cleaning up; pressed once more while that goes
 * on, the screen is left at once.
 */
export function useCancel(run: string, build: BuildState): () => void {
	const { runs } = useServices();
	const { exit } = useApp();
	const keys = useKeysStore();
	const [armed, setArmed] = useState(false);
	useEffect(() => {
		if (!armed) return undefined;
		const timer = setTimeout(() => setArmed(false), ARMED_MS);
		return () => clearTimeout(timer);
	}, [armed]);
	const { say } = keys.getState();
	return () => {
		if (build.status === "cancelling") return exit();
		const what = build.pause ? "stop" : "cancel";
		if (!armed) {
			setArmed(true);
			return say(`Once more to ${what} the build and clean up.`);
		}
		setArmed(false);
		const asked = build.pause ? runs.decide(run, build.pause.pause, "stop") : runs.cancel(run);
		asked.catch((error: Error) => say(error.message));
	};
}
