import type { TaskProgress } from "../run/build-state.js";
import { readBootstrapStep } from "./bootstrap-steps.js";
import { PackageSteps } from "./package-steps.js";
import { readPercentage } from "./percentages.js";

/** Other words in a line than those that any of the tools begin with are not looked at twice. */
const WORTH_A_LOOK = /%|^\s*\d|^(?:I: |Get:|Need to get|Unpacking|Setting up|Writing|Allocating)/;

/** Reads off a task's output how far it is. Pure: knows lines, no clock. */
export class TaskMeter {
	readonly #packages = new PackageSteps();
	#step: TaskProgress | undefined;
	#share = 0;

	/** Takes a clean line, or one that is still being overwritten. */
	read(line: string): void {
		if (!WORTH_A_LOOK.test(line)) return;
		const step = readBootstrapStep(line) ?? this.#packages.read(line) ?? readPercentage(line);
		if (step) this.take(step);
	}

	/** Takes what somebody else knows of the task. */
	take(step: TaskProgress): void {
		// A second run of the same tool does not take back what the first one did.
		if (step.share !== undefined) this.#share = Math.max(this.#share, step.share);
		this.#step = step;
	}

	/** How far the task is; undefined when nothing said so. */
	get progress(): TaskProgress | undefined {
		if (!this.#step || this.#share === 0) return this.#step;
		return { ...this.#step, share: Math.round(this.#share * 1000) / 1000 };
	}
}
