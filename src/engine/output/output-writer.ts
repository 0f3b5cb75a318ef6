import type { BuildSettings } from "../../core/plan.js";
import type { TaskHandle } from "../task.js";

/** What a format needs to write one file. */
export interface OutputJob {
	/** Raw disk image in the work directory; must survive, other formats may follow. */
	readonly image: string;
	/** Temporary file beside the final one. */
	readonly target: string;
	readonly settings: BuildSettings;
	readonly signal: AbortSignal;
	readonly task: TaskHandle;
}

/** One output format: how it is made out of the raw disk image. */
export interface OutputWriter {
	readonly extension: string;
	write(job: OutputJob): Promise<void>;
}
