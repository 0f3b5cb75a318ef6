import { initialState, reduceBuild } from "../../../src/core/run/build-state.js";
import { comparableRuns, meanDurations, remainingMs } from "../../../src/core/run/durations.js";
import type { BuildEvent } from "../../../src/core/run/events.js";
import { type RunSummary, summariseRun } from "../../../src/core/run/run-summary.js";

/** Shares of a run's real time at which its estimate is looked at. */
export const MOMENTS = [0.25, 0.5, 0.75] as const;

/** A run that has ended, as it is read from its folder. */
export interface PastRun {
	readonly id: string;
	readonly profile?: string;
	readonly events: readonly BuildEvent[];
}

/** What was said of a run's whole time while it went on. */
export interface Estimate {
	readonly id: string;
	readonly image: string;
	/** Of how many earlier runs it was made. */
	readonly known: number;
	readonly ms: number;
	/** Told whole time by real one, at each of the moments: 1 is right. */
	readonly told: readonly number[];
}

/** Estimates of every successful run that had comparable ones before it. `runs` oldest first. */
export function estimates(runs: readonly PastRun[]): Estimate[] {
	const earlier: RunSummary[] = [];
	return runs.flatMap((run) => {
		const state = run.events.reduce(reduceBuild, initialState());
		const summary = summariseRun(state, run.profile);
		const past = meanDurations(comparableRuns(earlier, summary));
		earlier.unshift(summary);
		if (summary.outcome !== "ok" || past.runs === 0) return [];
		const told = MOMENTS.map(
			(share) => (share * summary.ms + toldAt(run.events, share * summary.ms, past)) / summary.ms,
		);
		return [{ id: run.id, image: summary.image, known: past.runs, ms: summary.ms, told }];
	});
}

/** Remaining milliseconds as a screen shows them at a moment of the run. */
function toldAt(events: readonly BuildEvent[], at: number, past: ReturnType<typeof meanDurations>): number {
	const state = events.filter((event) => event.at <= at).reduce(reduceBuild, initialState());
	return remainingMs(state, past, at) ?? Number.NaN;
}
