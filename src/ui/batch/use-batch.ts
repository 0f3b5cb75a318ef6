import { useEffect, useState } from "react";
import { type BatchState, initialBatch } from "../../core/batch/batch-state.js";
import { type SerialisedError, serialiseError } from "../../core/errors.js";
import { useServices } from "../services/services.js";

export interface FollowedBatch {
	readonly state: BatchState;
	/** Somebody begins its builds. */
	readonly alive: boolean;
	readonly error?: SerialisedError;
}

/** A batch, followed as long as it is shown. */
export function useBatch(id: string): FollowedBatch {
	const { batches } = useServices();
	const [followed, setFollowed] = useState<FollowedBatch>({ state: initialBatch(), alive: true });
	useEffect(() => {
		const gone = new AbortController();
		batches
			.follow(id, (state, alive) => setFollowed({ state, alive }), gone.signal)
			.catch((error) => setFollowed((before) => ({ ...before, alive: false, error: serialiseError(error) })));
		return () => gone.abort();
	}, [batches, id]);
	return followed;
}
