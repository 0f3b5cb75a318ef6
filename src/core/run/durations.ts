import { STAGES, type Stage } from "../hooks/phases.js";
import type { BuildState, StageState, TaskState } from "./build-state.js";
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
	const complete = counted.filter(({ cached = [] }) => cached.length === 0);
	return {
		runs: counted.length,
		ms: counted.length === 0 ? 0 : mean((complete.length > 0 ? complete : counted).map(({ ms }) => ms)),
		stages: { ...means(counted.map(({ stages }) => stages)), ...means(counted.map(stagesThatRan)) },
		tasks: means(counted.map(({ tasks }) => tasks)),
	};
}

/** Times of the stages of which no task was taken from a layer: the others say little of what their hooks take. */
function stagesThatRan({ stages, cached = [] }: RunSummary): Record<string, number> {
	const shortened = new Set(cached.map((task) => task.slice(0, task.indexOf("/"))));
	return Object.fromEntries(Object.entries(stages).filter(([stage]) => !shortened.has(stage)));
}

/**
 * Milliseconds until a build will probably have ended; undefined when no earlier run tells. Never negative. What is left
 * counts with its means, and with the pace of this run: a machine that is busier than it was then is busier for the rest too.
 *
 * @param at milliseconds since the build started
 */
export function remainingMs(state: BuildState, past: Durations, at: number): number | undefined {
	if (past.runs === 0) return undefined;
	if (state.ms !== undefined) return 0;
	const works = worksOf(state, past, at);
	const pace = paceOf(works);
	return Math.round(works.reduce((sum, work) => sum + leftOf(work, pace), 0));
}

/** How much of the work of a build is done, 0 to 1, whatever the pace; undefined when no earlier run tells. */
export function workShare(state: BuildState, past: Durations, at: number): number | undefined {
	const works = worksOf(state, past, at);
	const whole = works.reduce((sum, { mean }) => sum + mean, 0);
	if (past.runs === 0 || whole === 0) return undefined;
	const pace = paceOf(works);
	const left = works.reduce((sum, work) => sum + leftOf(work, pace) / pace, 0);
	return Math.max(0, 1 - left / whole);
}

/** A part of a build: a task, or a stage of which no tasks are known. Milliseconds. */
interface Work {
	/** What it took earlier. */
	readonly mean: number;
	/** How long it has been at it; 0 before it begins. */
	readonly spent: number;
	/** How much of it is done; undefined while only its time tells. */
	readonly done?: number;
}

/** How little the first tasks of a run say of its pace: so much of the whole as it was earlier is taken as evidence against. */
const DOUBT = 0.2;

/** What took longer than so many times its mean was stuck: the rest will not be. Of what goes on that is known sooner. */
const STUCK = { done: 8, overdue: 3 } as const;

/** How many times as long as earlier the work of this run takes. */
function paceOf(works: readonly Work[]): number {
	const whole = works.reduce((sum, { mean }) => sum + mean, 0);
	let spent = DOUBT * whole;
	let expected = DOUBT * whole;
	const overdue: Work[] = [];
	for (const work of works) {
		if (work.done === undefined) {
			if (work.spent > work.mean) overdue.push(work);
			continue;
		}
		expected += work.done * work.mean;
		spent += work.done === 0 ? 0 : Math.min(work.spent, work.mean * STUCK.done);
	}
	if (expected === 0) return 1;
	// What takes longer than by the pace of the rest says that the pace is slower still.
	for (const { mean, spent: much } of overdue) {
		if (much <= (mean * spent) / expected) continue;
		expected += mean;
		spent += Math.min(much, mean * STUCK.overdue);
	}
	return spent / expected;
}

function leftOf({ mean, spent, done }: Work, pace: number): number {
	return done === undefined ? Math.max(0, mean * pace - spent) : mean * (1 - done) * pace;
}

/** All parts of a build that are done, begun or still to come; what was left out is none of them. */
function worksOf(state: BuildState, past: Durations, at: number): Work[] {
	const begun = state.stages.filter(({ status }) => status !== "waiting");
	const furthest = Math.max(-1, ...begun.map(({ stage }) => STAGES.indexOf(stage)));
	return STAGES.flatMap((stage, index) => {
		const mean = past.stages[stage] ?? 0;
		const now = begun.find((other) => other.stage === stage);
		if (mean === 0) return [];
		if (!now) return index < furthest ? [] : [{ mean, spent: 0, done: 0 }];
		if (now.status === "running" || now.tasks.some((id) => state.tasks[id]?.status === "cached")) {
			return worksOfStage(now, mean, state, past, at);
		}
		return now.ms === undefined ? [] : [{ mean, spent: now.ms, done: 1 }];
	});
}

/** The parts of a stage, together as long as it takes; what a layer took the place of says nothing of the pace. */
function worksOfStage(stage: StageState, mean: number, state: BuildState, past: Durations, at: number): Work[] {
	const known = knownTasks(stage.stage, past);
	const sum = known.reduce((all, [, ms]) => all + ms, 0);
	if (sum === 0) return [{ mean, spent: Math.max(0, at - (stage.startedAt ?? at)) }];
	return known
		.filter(([id]) => state.tasks[id]?.status !== "cached")
		.map(([id, ms]) => workOfTask(state.tasks[id], (ms * mean) / sum, at));
}

function workOfTask(task: TaskState | undefined, mean: number, at: number): Work {
	if (!task || task.status === "waiting") return { mean, spent: 0, done: 0 };
	if (task.status !== "running") return { mean, spent: task.ms ?? mean, done: 1 };
	const spent = Math.max(0, at - (task.startedAt ?? at));
	const share = task.progress?.share;
	if (share === undefined) return { mean, spent };
	// What a task says of itself and what its time says: each corrects the other.
	return { mean, spent, done: (Math.min(1, mean === 0 ? 1 : spent / mean) + share) / 2 };
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
