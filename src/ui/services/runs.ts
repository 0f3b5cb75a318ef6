import type { Durations } from "../../core/durations.js";
import type { BuildEvent, Decision } from "../../core/events.js";
import type { RunSummary } from "../../core/run-summary.js";
import type { DraftBuild } from "./plans.js";
import type { RunReport } from "./run-report.js";

/** One run as it is listed. */
export interface ListedRun {
	readonly id: string;
	readonly state: "running" | "paused" | "cancelling" | "ok" | "failed" | "cancelled" | "died";
	/** ISO 8601. */
	readonly started: string;
	readonly image: string;
	readonly profile?: string;
	readonly ms?: number;
	/** Bytes of all artifacts. */
	readonly bytes?: number;
}

/** The events of one run, from its beginning, as long as they come. */
export interface RunFeed {
	/** Events in batches, as fast as they can be read; the promise ends with the run, or when `signal` is aborted. */
	read(onEvents: (events: readonly BuildEvent[]) => void, signal: AbortSignal): Promise<void>;
	readonly folder: string;
}

/** Builds that run or ran. Everything throws UserError. */
export interface RunService {
	/**
	 * Looks whether the build can start, then starts it apart from this program, so that the screen may go and come back.
	 * Returns the id of the run.
	 */
	start(draft: DraftBuild): Promise<string>;
	/** All runs, newest first. */
	list(): Promise<readonly ListedRun[]>;
	/** Means of the last ten successful runs of the profile, or without one of the image. */
	durations(profile: string | undefined, image: string): Promise<Durations>;
	/** What a run came to; undefined while it goes on. */
	summary(id: string): Promise<RunSummary | undefined>;
	/** Everything about a run that has ended; undefined while it goes on. */
	report(id: string): Promise<RunReport | undefined>;
	/** Forgets a run that has ended, with its logs; the images stay. */
	remove(id: string): Promise<void>;
	open(id: string): RunFeed;
	decide(id: string, pause: number, decision: Decision): Promise<void>;
	cancel(id: string): Promise<void>;
}
