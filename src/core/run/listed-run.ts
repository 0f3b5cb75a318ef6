/** One run as it is listed. */
export interface ListedRun {
	readonly id: string;
	readonly state: "running" | "paused" | "cancelling" | "ok" | "failed" | "cancelled" | "died" | "damaged";
	/** ISO 8601. */
	readonly started: string;
	readonly image: string;
	readonly profile?: string;
	/** Id of the batch that it was started in, and its name there. */
	readonly batch?: string;
	readonly member?: string;
	readonly ms?: number;
	/** Bytes of all artifacts. */
	readonly bytes?: number;
}
