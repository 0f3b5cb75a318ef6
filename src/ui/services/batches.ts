import type { BatchState } from "../../core/batch/batch-state.js";

/** Several builds that were started together. Everything throws UserError. */
export interface BatchService {
	/**
	 * Tells where a batch stands, and again whenever that changes; `alive` is false once nobody begins its builds any more. Ends
	 * with the batch, or when `signal` is aborted.
	 */
	follow(id: string, onState: (state: BatchState, alive: boolean) => void, signal: AbortSignal): Promise<void>;
	/** Ends a batch, or one of its builds by its index, cleaning up. */
	end(id: string, build?: number): Promise<void>;
}
