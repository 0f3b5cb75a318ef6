import type { SerialisedError } from "../errors.js";
import type { Stage, Where } from "../hooks/phases.js";

/** Version of the event protocol; readers take every older one (docs/events.md). */
export const EVENT_VERSION = 1;

/** Unique in a build: `install/50-cloud-init` for a hook, `disk/partition` for an engine step. */
export type TaskId = string;

export type Outcome = "ok" | "failed" | "skipped" | "cached" | "cancelled";

/** A decision answers one pause; the first one wins. */
export type Decision = "retry" | "skip" | "continue" | "stop";

interface Stamp {
	/** Counts from 0 without gaps. */
	readonly seq: number;
	/** Milliseconds since the build started, monotonic. */
	readonly at: number;
}

/** A task as known before the build starts; hooks added by extra-data hooks appear only when they start. */
export interface PlannedTask {
	readonly id: TaskId;
	readonly stage: Stage;
	readonly title: string;
	readonly element?: string;
}

/** What failed, for people and for reports. */
export interface FailureDigest {
	readonly task: TaskId;
	readonly element?: string;
	/** The hook's file in its element, when a hook failed. */
	readonly file?: string;
	readonly message: string;
	readonly exitCode?: number;
	readonly signal?: string;
	/** False: the build cannot go on without this task. */
	readonly skippable?: boolean;
	readonly lastLines: readonly string[];
	/** Relative to the run's folder. */
	readonly logFile: string;
	/** The whole path, on the host that built. */
	readonly logPath?: string;
	/** What the engine found out about this failure, and what to do about it here. */
	readonly next: readonly string[];
	/** The known cause that fits best, with what helped others. */
	readonly cause?: { readonly id: string; readonly title: string; readonly cure: readonly string[] };
}

export type EventBody =
	| {
			readonly type: "build.started";
			readonly v: number;
			readonly id: string;
			/** ISO 8601, UTC. */
			readonly wallClock: string;
			readonly image: string;
			readonly architecture: string;
			readonly elements: readonly string[];
			readonly outputs: readonly string[];
			/** All it will pass through. Runs of older versions tell of them by their tasks only. */
			readonly stages?: readonly Stage[];
			readonly tasks: readonly PlannedTask[];
	  }
	| { readonly type: "stage.started"; readonly stage: Stage }
	| { readonly type: "stage.finished"; readonly stage: Stage; readonly outcome: Outcome; readonly ms: number }
	| {
			readonly type: "task.started";
			readonly task: TaskId;
			readonly stage: Stage;
			readonly title: string;
			readonly element?: string;
			readonly where: Where;
			readonly argv?: readonly string[];
			/** Relative to the run's folder. */
			readonly logFile: string;
			/** 1 for the first try, 2 after a retry, … */
			readonly attempt: number;
			/** In a build with layers: why it runs, in words. */
			readonly cause?: string;
	  }
	| {
			readonly type: "task.finished";
			readonly task: TaskId;
			readonly outcome: Outcome;
			readonly ms: number;
			readonly exitCode?: number;
			readonly signal?: string;
			readonly lines: number;
	  }
	/** Clean text (no escape sequences); `first` numbers the first line from 1 within the task. */
	| {
			readonly type: "log";
			readonly task: TaskId;
			readonly first: number;
			readonly lines: readonly string[];
	  }
	| {
			readonly type: "progress";
			readonly task: TaskId;
			readonly label: string;
			readonly current: number;
			readonly total?: number;
			readonly unit: "bytes" | "items" | "percent";
			/** How much of the whole task is done, 0 to 1, where its output tells. */
			readonly share?: number;
	  }
	| {
			readonly type: "warning";
			readonly code: string;
			readonly message: string;
			readonly hint?: string;
			readonly task?: TaskId;
	  }
	| {
			readonly type: "artifact";
			readonly path: string;
			readonly format: string;
			/** Apparent size in bytes. */
			readonly bytes: number;
			/** What it takes on its disk: less where a file has holes. */
			readonly used?: number;
			readonly checksums: Readonly<Record<string, string>>;
	  }
	/** What the build took, so that the next one of its kind finds room. */
	| {
			readonly type: "measured";
			/** Of its folder for temporary files, where that is memory. */
			readonly temporaryBytes: number;
	  }
	| {
			readonly type: "build.paused";
			readonly pause: number;
			readonly reason: "failure" | "breakpoint";
			readonly task?: TaskId;
			readonly point?: string;
			readonly digest?: FailureDigest;
			/** ISO 8601 time at which a held build stops by itself. */
			readonly until?: string;
	  }
	| {
			readonly type: "build.resumed";
			readonly pause: number;
			readonly decision: Decision;
			/** Who decided: `uid@terminal`, `timeout`, `cancel`. */
			readonly by: string;
	  }
	| { readonly type: "build.cancelling"; readonly by: string }
	| {
			readonly type: "build.finished";
			readonly outcome: "ok" | "failed" | "cancelled";
			readonly ms: number;
			readonly exitCode: number;
			readonly error?: SerialisedError;
			readonly digest?: FailureDigest;
	  };

/** One line of `events.ndjson`. */
export type BuildEvent = Stamp & EventBody;
