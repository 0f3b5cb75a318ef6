import type { Stage, Where } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import type { TaskHandle } from "../tasks/task.js";

/** What a step can read or change besides its input, its result and the plan. */
export type Matter =
	/** Folders of the selected elements. */
	| "elements"
	/** The merged hooks of all elements, TMP_HOOKS_PATH. */
	| "hooks"
	/** Files of the image. */
	| "tree"
	/** What is mounted in the tree, and where the tree itself appears. */
	| "mounts"
	/** What else of the work directory hooks may read: the description of the disk, their own notes. */
	| "notes"
	/** Image files that are being made, with their devices and file systems. */
	| "disk"
	/** Files beside the image, under their final names. */
	| "outputs"
	/** Anything else of this host and its network. */
	| "host";

/** What is known of a step before it runs. */
export interface StepFacts {
	readonly stage: Stage;
	/** Unique in its stage. */
	readonly id: string;
	readonly title: string;
	readonly reads: readonly Matter[];
	readonly changes: readonly Matter[];
	/** Where its program runs; on the host unless given. */
	readonly where?: Where;
	readonly argv?: readonly string[];
	/** Of a hook: the element and the file there that it came from. */
	readonly element?: string;
	readonly file?: string;
	/** True for hooks and what else a build can do without. A step that later ones need can only be retried. */
	readonly mayBeSkipped?: boolean;
}

/** One thing that a build does. What it needs of earlier steps is its input, what it leaves for later ones its result. */
export interface Step<Input = void, Result = void> extends StepFacts {
	readonly run: (ctx: BuildContext, input: Input, task: TaskHandle) => Promise<Result>;
	/** Called before a retry: puts back what the failed try changed. Without it the step can simply run again. */
	readonly rewind?: (ctx: BuildContext, input: Input) => Promise<void>;
}

/** A step that is done in a moment and says nothing: it has no row, no log, and is never tried again. */
export interface UnseenStep<Input = void, Result = void> extends StepFacts {
	readonly run: (ctx: BuildContext, input: Input) => Promise<Result>;
}
