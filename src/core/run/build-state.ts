import type { SerialisedError } from "../errors.js";
import { STAGES, type Stage, type Where } from "../hooks/phases.js";
import type { BuildEvent, Decision, EventBody, FailureDigest, Outcome, PlannedTask, TaskId } from "./events.js";

/** Where a task or stage stands: not begun, at it, or how it ended. */
export type Progress = "waiting" | "running" | Outcome;

/** The last word of a task about how far it is. */
export interface TaskProgress {
	readonly label: string;
	readonly current: number;
	readonly total?: number;
	readonly unit: "bytes" | "items" | "percent";
	/** How much of the whole task is done, 0 to 1; never less than before. */
	readonly share?: number;
}

export interface TaskState {
	readonly id: TaskId;
	readonly stage: Stage;
	readonly title: string;
	readonly element?: string;
	readonly where?: Where;
	readonly status: Progress;
	/** 0 before the first try. */
	readonly attempt: number;
	/** Why it runs although layers are used. */
	readonly cause?: string;
	/** How earlier tries ended. */
	readonly earlier: readonly { readonly outcome: Outcome; readonly ms: number }[];
	/** Milliseconds since the build started, of the latest try. */
	readonly startedAt?: number;
	readonly ms?: number;
	readonly exitCode?: number;
	readonly signal?: string;
	/** Lines of output so far, of the latest try. */
	readonly lines: number;
	/** Relative to the run's folder. */
	readonly logFile?: string;
	readonly progress?: TaskProgress;
}

export interface StageState {
	readonly stage: Stage;
	readonly status: Progress;
	/** Milliseconds since the build started. */
	readonly startedAt?: number;
	readonly ms?: number;
	/** In the order they run, as far as known. */
	readonly tasks: readonly TaskId[];
}

export type Warning = Omit<Extract<EventBody, { type: "warning" }>, "type">;
export type Artifact = Omit<Extract<EventBody, { type: "artifact" }>, "type">;
export type Pause = Omit<Extract<EventBody, { type: "build.paused" }>, "type">;

/** Everything the readers of a build know of it, but for the lines of its logs. Immutable. */
export interface BuildState {
	readonly status: "waiting" | "running" | "paused" | "cancelling" | "ok" | "failed" | "cancelled";
	readonly id: string;
	/** ISO 8601, UTC; empty before the build started. */
	readonly wallClock: string;
	readonly image: string;
	readonly architecture: string;
	readonly elements: readonly string[];
	readonly outputs: readonly string[];
	/** In the order a build passes through them; only those that have tasks or began. */
	readonly stages: readonly StageState[];
	readonly tasks: Readonly<Record<TaskId, TaskState>>;
	readonly warnings: readonly Warning[];
	readonly artifacts: readonly Artifact[];
	/** Waits for a decision. */
	readonly pause?: Pause;
	readonly decisions: readonly { readonly pause: number; readonly decision: Decision; readonly by: string }[];
	readonly cancelledBy?: string;
	/** What its folder for temporary files took, where that was measured. */
	readonly temporaryBytes?: number;
	/** Lines of output of all tasks. */
	readonly lines: number;
	/** `at` of the newest event. */
	readonly at: number;
	readonly ms?: number;
	readonly exitCode?: number;
	readonly error?: SerialisedError;
	readonly digest?: FailureDigest;
}

/** The state before the first event. */
export function initialState(): BuildState {
	return {
		status: "waiting",
		id: "",
		wallClock: "",
		image: "",
		architecture: "",
		elements: [],
		outputs: [],
		stages: [],
		tasks: {},
		warnings: [],
		artifacts: [],
		decisions: [],
		lines: 0,
		at: 0,
	};
}

/** The state after one more event. Events of an unknown type change nothing, so that newer builds can be read. */
export function reduceBuild(state: BuildState, event: BuildEvent): BuildState {
	return apply({ ...state, at: Math.max(state.at, event.at ?? 0) }, event);
}

function apply(state: BuildState, event: BuildEvent): BuildState {
	switch (event.type) {
		case "build.started":
			return startBuild(state, event);
		case "stage.started":
			return withStage(state, event.stage, { status: "running", startedAt: event.at });
		case "stage.finished":
			return withStage(state, event.stage, { status: event.outcome, ms: event.ms });
		case "task.started":
			return startTask(state, event);
		case "task.finished":
			return finishTask(state, event);
		case "log":
			return countLines(state, event.task, event.first + event.lines.length - 1);
		case "progress": {
			const { type, seq, at, task: _, ...progress } = event;
			return withTask(state, event.task, { progress });
		}
		case "warning": {
			const { type, seq, at, ...warning } = event;
			return { ...state, warnings: [...state.warnings, warning] };
		}
		case "artifact": {
			const { type, seq, at, ...artifact } = event;
			return { ...state, artifacts: [...state.artifacts, { ...artifact, checksums: artifact.checksums ?? {} }] };
		}
		case "measured":
			return { ...state, temporaryBytes: event.temporaryBytes };
		case "build.paused": {
			const { type, seq, at, ...pause } = event;
			return { ...state, status: "paused", pause };
		}
		case "build.resumed":
			return resume(state, event);
		case "build.cancelling":
			return { ...without(state, "pause"), status: "cancelling", cancelledBy: event.by };
		case "build.finished":
			return finishBuild(state, event);
		default:
			event satisfies never;
			return state;
	}
}

type EventOf<T extends EventBody["type"]> = Extract<BuildEvent, { type: T }>;

function startBuild(state: BuildState, event: EventOf<"build.started">): BuildState {
	const planned = event.tasks ?? [];
	return {
		...state,
		status: "running",
		id: event.id,
		wallClock: event.wallClock,
		image: event.image ?? "",
		architecture: event.architecture ?? "",
		elements: event.elements ?? [],
		outputs: event.outputs ?? [],
		stages: STAGES.map((stage) => ({
			stage,
			status: "waiting" as const,
			tasks: planned.filter((task) => task.stage === stage).map(({ id }) => id),
		})).filter(({ stage, tasks }) => event.stages?.includes(stage) || tasks.length > 0),
		tasks: Object.fromEntries(planned.map((task) => [task.id, waitingTask(task)])),
	};
}

function waitingTask({ id, stage, title, element }: PlannedTask): TaskState {
	return { id, stage, title, ...(element ? { element } : {}), status: "waiting", attempt: 0, earlier: [], lines: 0 };
}

function startTask(state: BuildState, event: EventOf<"task.started">): BuildState {
	const known = state.tasks[event.task];
	const { id, stage, title, element } = known ?? { id: event.task, ...event };
	const earlier = known?.ms === undefined ? [] : [{ outcome: known.status as Outcome, ms: known.ms }];
	const task: TaskState = {
		...waitingTask({ id, stage, title: event.title ?? title, ...(element ? { element } : {}) }),
		status: "running",
		attempt: event.attempt ?? (known?.attempt ?? 0) + 1,
		earlier: [...(known?.earlier ?? []), ...earlier],
		startedAt: event.at,
		where: event.where,
		...(event.cause === undefined ? {} : { cause: event.cause }),
		logFile: event.logFile,
	};
	const started = { ...state, tasks: { ...state.tasks, [task.id]: task } };
	const tasks = stageState(started, stage).tasks;
	return withStage(started, stage, { tasks: inRunOrder(tasks, task.id, started) });
}

/** A task that nobody planned belongs before those that still wait. */
function inRunOrder(tasks: readonly TaskId[], id: TaskId, state: BuildState): readonly TaskId[] {
	if (tasks.includes(id)) return tasks;
	const next = tasks.findIndex((other) => state.tasks[other]?.status === "waiting");
	return next < 0 ? [...tasks, id] : [...tasks.slice(0, next), id, ...tasks.slice(next)];
}

function finishTask(state: BuildState, event: EventOf<"task.finished">): BuildState {
	const { outcome, ms, exitCode, signal } = event;
	const counted = countLines(state, event.task, event.lines ?? 0);
	return withTask(counted, event.task, {
		status: outcome,
		ms,
		...(exitCode === undefined ? {} : { exitCode }),
		...(signal === undefined ? {} : { signal }),
	});
}

function countLines(state: BuildState, id: TaskId, lines: number): BuildState {
	const task = state.tasks[id];
	if (!task || lines <= task.lines) return state;
	return withTask({ ...state, lines: state.lines + lines - task.lines }, id, { lines });
}

function resume(state: BuildState, event: EventOf<"build.resumed">): BuildState {
	const { pause, decision, by } = event;
	const task = state.pause?.pause === pause ? state.pause.task : undefined;
	const resumed: BuildState = {
		...without(state, "pause"),
		status: state.status === "paused" ? "running" : state.status,
		decisions: [...state.decisions, { pause, decision, by }],
	};
	return task !== undefined && decision === "skip" ? withTask(resumed, task, { status: "skipped" }) : resumed;
}

function finishBuild(state: BuildState, event: EventOf<"build.finished">): BuildState {
	const { outcome, ms, exitCode, error, digest } = event;
	const left = outcome === "ok" ? "ok" : outcome;
	const ended = <T extends { status: Progress }>(part: T): T =>
		part.status === "running" ? { ...part, status: left } : part;
	return {
		...without(state, "pause"),
		status: outcome,
		stages: state.stages.map(ended),
		tasks: Object.fromEntries(Object.entries(state.tasks).map(([id, task]) => [id, ended(task)])),
		ms,
		exitCode,
		...(error ? { error } : {}),
		...(digest ? { digest } : {}),
	};
}

function withTask(state: BuildState, id: TaskId, change: Partial<TaskState>): BuildState {
	const task = state.tasks[id];
	return task ? { ...state, tasks: { ...state.tasks, [id]: { ...task, ...change } } } : state;
}

function withStage(state: BuildState, stage: Stage, change: Partial<StageState>): BuildState {
	const changed = { ...stageState(state, stage), ...change };
	const others = state.stages.filter((other) => other.stage !== stage);
	// A stage of a newer version, unknown here, comes last.
	const rank = (name: Stage) => (STAGES.includes(name) ? STAGES.indexOf(name) : STAGES.length);
	return { ...state, stages: [...others, changed].sort((a, b) => rank(a.stage) - rank(b.stage)) };
}

function stageState(state: BuildState, stage: Stage): StageState {
	return state.stages.find((other) => other.stage === stage) ?? { stage, status: "waiting", tasks: [] };
}

function without<K extends "pause">(state: BuildState, key: K): Omit<BuildState, K> {
	const { [key]: _, ...rest } = state;
	return rest;
}
