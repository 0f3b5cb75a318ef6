import type { BuildEvent, TaskId } from "../../core/run/events.js";
import type { Reporter } from "../../report/reporter.js";

/** Stages whose hooks leave layers: what one of them does is not lost when it may end. */
const KEPT = /^(root|pre-install|install|post-install)\//;

/**
 * Ends a build where nothing is lost: a hook whose layer will be kept ends first, anything else is ended at once. Reads the
 * events of the build.
 */
export class SafePoint implements Reporter {
	#current: TaskId | undefined;
	#wanted = false;

	/** `end` is called once. */
	constructor(readonly end_: () => void) {}

	/** Ends the build as soon as that costs nothing. */
	request(): void {
		if (this.#wanted) return;
		this.#wanted = true;
		if (this.#current === undefined || !KEPT.test(this.#current)) this.end_();
	}

	event(event: BuildEvent): void {
		if (event.type === "task.started") this.#current = event.task;
		if (event.type !== "task.finished" || event.task !== this.#current) return;
		if (this.#wanted && KEPT.test(event.task)) this.end_();
		this.#current = undefined;
	}

	async end(): Promise<void> {}
}
