import type { ListedRun } from "../../core/run/listed-run.js";
import { matchesFilter } from "../../core/text/filter-words.js";
import { shortAge, shortDuration } from "../../core/text/short-quantities.js";

/** Whether a run goes on. */
export const isLiving = ({ state }: Pick<ListedRun, "state">): boolean =>
	state === "running" || state === "paused" || state === "cancelling";

/** Those that go on first, then newest first, as they come. */
export function orderRuns(runs: readonly ListedRun[]): readonly ListedRun[] {
	return [...runs.filter(isLiving), ...runs.filter((run) => !isLiving(run))];
}

/** Runs that have every word of a filter in id, state, image or profile; `!word` leaves out what has it. */
export function filterRuns(runs: readonly ListedRun[], filter: string): readonly ListedRun[] {
	return runs.filter(({ id, state, image, profile = "" }) =>
		matchesFilter(`${id} ${state} ${image} ${profile}`, filter),
	);
}

/** How long a run took, or takes until now. */
export function runDuration(run: ListedRun, now: number): string {
	if (isLiving(run)) return shortDuration(Math.max(0, now - Date.parse(run.started)));
	return run.ms === undefined ? "" : shortDuration(run.ms);
}

/** How long ago a run started. */
export const runAge = ({ started }: Pick<ListedRun, "started">, now: number): string =>
	shortAge(now - Date.parse(started));
