import { UserError } from "../errors.js";

/** Where in the work on a configuration an error was found. */
export type DiskStage = "yaml" | "config" | "graph" | "layout";

/** An error in a block device configuration; its code is `disk-<stage>`. */
export class DiskError extends UserError {
	constructor(
		readonly stage: DiskStage,
		message: string,
		next: readonly string[] = [],
		place?: { file: string; line: number; column: number },
	) {
		super({ code: `disk-${stage}`, message, next, ...(place ? { place } : {}) });
	}
}
