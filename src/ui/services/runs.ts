import type { DraftBuild } from "../../core/profile/draft-build.js";
import type { Durations } from "../../core/run/durations.js";
import type { Decision } from "../../core/run/events.js";
import type { ListedRun } from "../../core/run/listed-run.js";
import type { RunFeed } from "../../core/run/run-feed.js";
import type { RunReport } from "../../core/run/run-report.js";
import type { RunSummary } from "../../core/run/run-summary.js";

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
	/** A run as it goes on; with `replaySpeed` as it went on, so many times as fast, 0 at once. */
	open(id: string, replaySpeed?: number): RunFeed;
	/** Packs a run for somebody who helps, secrets removed; returns the file. */
	pack(id: string): Promise<string>;
	decide(id: string, pause: number, decision: Decision): Promise<void>;
	cancel(id: string): Promise<void>;
}
