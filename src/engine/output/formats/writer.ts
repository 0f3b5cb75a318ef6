import type { Plan } from "../../../core/planning/plan.js";
import type { Identity } from "../../../core/reproducible/identity.js";
import type { TaskHandle } from "../../tasks/task.js";

/** What a format needs to write one file, or one folder. */
export interface OutputJob {
	/** Temporary name beside the final one. */
	readonly target: string;
	readonly plan: Plan;
	/** Of a reproducible image. */
	readonly identity?: Identity;
	readonly signal: AbortSignal;
	readonly task: TaskHandle;
}

export interface DiskJob extends OutputJob {
	/** Raw disk image in the work directory; must survive, other formats may follow. */
	readonly image: string;
}

export interface TreeJob extends OutputJob {
	/** The finished tree, with nothing of the host mounted in it; must not be changed. */
	readonly tree: string;
	/** Folder of the work directory for what the format needs meanwhile. */
	readonly scratch: string;
}

/** One output format: how it is made. */
export type OutputWriter =
	| { readonly from: "disk"; write(job: DiskJob): Promise<void> }
	| { readonly from: "tree"; write(job: TreeJob): Promise<void> };
