import type { Gauges } from "../host/gauges.js";
import type { Durations } from "./durations.js";
import type { BuildEvent, TaskId } from "./events.js";

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
