import type { Gauges } from "../../core/host/gauges.js";
import type { Durations } from "../../core/run/durations.js";
import type { BuildEvent, Decision, TaskId } from "../../core/run/events.js";
import type { RunSummary } from "../../core/run/run-summary.js";
import type { DraftBuild } from "./plans.js";
import type { RunReport } from "./run-report.js";

/** One run as it is listed. */
export interface ListedRun {
	readonly id: string;
	readonly state: "running" | "paused" | "cancelling" | "ok" | "failed" | "cancelled" | "died" | "damaged";
	/** ISO 8601. */
	readonly started: string;
	readonly image: string;
	readonly profile?: string;
	readonly ms?: number;
	/** Bytes of all artifacts. */
	readonly bytes?: number;
}

/** The events of one run, from its beginning, as long as they come, and every line of its logs. */
export interface RunFeed {
	readonly folder: string;
	/**
	 * Events in batches, as fast as they can be read; `behind` while more of them are there already. The promise ends with
	 * the run, also when it died, or when `signal` is aborted.
	 */
	read(
		onEvents: (events: readonly BuildEvent[], behind: boolean) => void | Promise<void>,
		signal: AbortSignal,
	): Promise<void>;
	/** Milliseconds since the build started; undefined when only its events tell. */
	elapsed(): number | undefined;
	/** Lines of a task that were read already, of its latest try; fewer when there are no more. */
	lines(task: TaskId, first: number, count: number): Promise<readonly string[]>;
	/** Numbers of the lines before `before` that match. */
	search(task: TaskId, matches: (line: string) => boolean, before: number): Promise<readonly number[]>;
	/** How long builds of the same profile took, or without one builds of this image. */
	past(image: string): Promise<Durations>;
	/** Samples of how busy this machine is, one a second, until `signal` is aborted. */
	watchGauges(onSample: (gauges: Gauges) => void, signal: AbortSignal): Promise<void>;
	/** Present in a replay. */
	readonly replay?: {
		/** Times as fast as it was; 0: all at once. */
		speed(): number;
		setSpeed(speed: number): void;
	};
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
	/** A run as it goes on; with `replaySpeed` as it went on, so many times as fast, 0 at once. */
	open(id: string, replaySpeed?: number): RunFeed;
	/** Packs a run for somebody who helps, secrets removed; returns the file. */
	pack(id: string): Promise<string>;
	decide(id: string, pause: number, decision: Decision): Promise<void>;
	cancel(id: string): Promise<void>;
}
