import { useEffect, useState } from "react";
import type { ListedRun } from "../../core/run/listed-run.js";
import { type Loaded, useLoaded } from "../kit/hooks/use-loaded.js";
import { useServices } from "../services/services.js";
import { isLiving, orderRuns } from "./run-list.js";

/** While something runs the list is read again after so long. */
const LOOK_AGAIN_MS = 2000;

export interface RunList {
	readonly loaded: Loaded<readonly ListedRun[]>;
	/** Those that go on first. */
	readonly runs: readonly ListedRun[];
	readonly refresh: () => void;
}

/** All runs, kept up to date while one of them goes on. */
export function useRuns(): RunList {
	const services = useServices();
	const [looks, setLooks] = useState(0);
	const loaded = useLoaded(`runs ${looks}`, async () => orderRuns(await services.runs.list()));
	const runs = loaded.status === "ok" ? loaded.value : [];
	const refresh = () => setLooks((count) => count + 1);
	const living = runs.some(isLiving);
	useEffect(() => {
		if (!living) return undefined;
		const timer = setInterval(() => setLooks((count) => count + 1), LOOK_AGAIN_MS);
		return () => clearInterval(timer);
	}, [living]);
	return { loaded, runs, refresh };
}
