import type { BuildState, StageState, TaskState } from "./build-state.js";
import { STAGES, type Stage } from "./phases.js";
import type { RunSummary } from "./run-summary.js";

/** How long builds of one kind took: means in milliseconds. */
export interface Durations {
	/** How many runs the means are of; 0: nothing is known. */
	readonly runs: number;
	/** Of a whole build; 0 when nothing is known. */
	readonly ms: number;
	/** By stage. A stage that no run had is missing. */
	readonly stages: Readonly<Record<string, number>>;
	/** By task id. */
	readonly tasks: Readonly<Record<string, number>>;
}

/** Runs that count: the newest ones, because machines, mirrors and elements change. */
const COUNTED = 10;

/** The runs that a build of this profile, or without one of this image, is compared with: newest first as given. */
export function comparableRuns<T extends RunSummary>(
	summaries: readonly T[],
	{ profile, image }: { readonly profile?: string | undefined; readonly image: string },
): readonly T[] {
	const succeeded = summaries.filter(({ outcome }) => outcome === "ok");
	return succeeded.filter((run) => (profile === undefined ? run.image === image : run.profile === profile));
}

/** Means of the last ten of these runs, newest first, leaving out those in which somebody answered a pause. */
export function meanDurations(summaries: readonly RunSummary[]): Durations {
	const counted = summaries.filter(({ helped }) => !helped).slice(0, COUNTED);
	return {
		runs: counted.length,
		ms: counted.length === 0 ? 0 : mean(counted.map(({ ms }) => ms)),
		stages: means(counted.map(({ stages }) => stages)),
		tasks: means(counted.map(({ tasks }) => tasks)),
	};
}

/**
 * Milliseconds until a build will probably have ended; undefined when no earlier run tells. Never negative. A stage
 * counts with its mean until it begins, then with the part of it that its tasks, weighed by their own means, still have
 * to do: an overdue task lets the estimate stand still, and no estimate grows because a stage begins or a task ends.
 *
 * @param at milliseconds since the build started
 */
export function remainingMs(state: BuildState, past: Durations, at: number): number | undefined {
	if (past.runs === 0) return undefined;
	if (state.ms !== undefined) return 0;
	const begun = state.stages.filter(({ status }) => status !== "waiting");
	const furthest = Math.max(-1, ...begun.map(({ stage }) => STAGES.indexOf(stage)));
	const left = STAGES.map((stage, index) => {
		const mean = past.stages[stage] ?? 0;
		const now = begun.find((other) => other.stage === stage);
		if (!now) return index < furthest ? 0 : mean;
		return now.status === "running" ? mean * (1 - doneShare(now, state, past, at)) : 0;
	});
	return Math.round(left.reduce((sum, ms) => sum + ms, 0));
}

/** How much of a running stage is done, 0 to 1. */
function doneShare(stage: StageState, state: BuildState, past: Durations, at: number): number {
	const known = knownTasks(stage.stage, past);
	const whole = known.reduce((sum, [, ms]) => sum + ms, 0);
	if (whole === 0) {
		const mean = past.stages[stage.stage] ?? 0;
		return mean === 0 ? 1 : Math.min(1, Math.max(0, at - (stage.startedAt ?? at)) / mean);
	}
	const done = known.reduce((sum, [id, ms]) => {
		const task = state.tasks[id];
		if (!task || task.status === "waiting") return sum;
		if (task.status !== "running") return sum + ms;
		return sum + ms * runningShare(task, ms, at);
	}, 0);
	return done / whole;
}

/** How much of a running task is done: by its time, and by what its output says; each corrects the other. */
function runningShare({ startedAt = 0, progress }: TaskState, mean: number, at: number): number {
	const byTime = mean === 0 ? 1 : Math.min(1, Math.max(0, at - startedAt) / mean);
	return progress?.share === undefined ? byTime : (byTime + progress.share) / 2;
}

/** The tasks of a stage with their means: an id begins with its stage (`install/50-x`). */
function knownTasks(stage: Stage, past: Durations): [string, number][] {
	return Object.entries(past.tasks).filter(([id]) => id.startsWith(`${stage}/`));
}

/** The mean of every name over the maps that have it. */
function means(maps: readonly Readonly<Record<string, number>>[]): Record<string, number> {
	const values = new Map<string, number[]>();
	for (const map of maps)
		for (const [name, ms] of Object.entries(map)) values.set(name, [...(values.get(name) ?? []), ms]);
	return Object.fromEntries([...values].map(([name, all]) => [name, mean(all)]));
}

function mean(values: readonly number[]): number {
	return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
