import { useEffect, useState } from "react";
import { useKeysStore } from "../keys/use-keys.js";
import { useServices } from "../services/services.js";

/** How long a first press waits for the second one. */
const ARMED_MS = 5000;

/** Ends builds of a batch: pressed twice for the same, `all` of them or one by its index and name. */
export function useEndBuilds(batch: string): (what: "all" | { readonly build: number; readonly name: string }) => void {
	const { batches } = useServices();
	const keys = useKeysStore();
	const [armed, setArmed] = useState<number | "all">();
	useEffect(() => {
		if (armed === undefined) return undefined;
		const timer = setTimeout(() => setArmed(undefined), ARMED_MS);
		return () => clearTimeout(timer);
	}, [armed]);
	const { say } = keys.getState();
	return (what) => {
		const key = what === "all" ? what : what.build;
		if (armed !== key) {
			setArmed(key);
			return say(`Once more to cancel ${what === "all" ? "all builds" : what.name} and clean up.`);
		}
		setArmed(undefined);
		batches.end(batch, what === "all" ? undefined : what.build).then(
			() => say(what === "all" ? "cancelling all builds" : `cancelling ${what.name}`),
			(error: Error) => say(error.message),
		);
	};
}
