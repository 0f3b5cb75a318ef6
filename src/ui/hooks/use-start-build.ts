import { useState } from "react";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import { useRouter } from "../router.js";
import type { DraftBuild } from "../services/plans.js";
import { useServices } from "../services.js";

export interface StartBuild {
	/** Starts it, then shows it; a second one is not begun meanwhile. */
	readonly start: (build: DraftBuild | Promise<DraftBuild>) => void;
	readonly starting: boolean;
	/** Why it could not be started. */
	readonly error: SerialisedError | undefined;
	readonly forget: () => void;
}

/** Looks whether a build can start, starts it and opens its screen. */
export function useStartBuild(): StartBuild {
	const { runs } = useServices();
	const { go } = useRouter();
	const [starting, setStarting] = useState(false);
	const [error, setError] = useState<SerialisedError>();
	const start = async (build: DraftBuild | Promise<DraftBuild>) => {
		if (starting) return;
		setStarting(true);
		setError(undefined);
		try {
			const run = await runs.start(await build);
			go({ screen: "build", run });
		} catch (thrown) {
			setError(serialiseError(thrown));
		}
		setStarting(false);
	};
	return { start: (build) => void start(build), starting, error, forget: () => setError(undefined) };
}
