import type { BuildEvent, FailureDigest } from "../core/run/events.js";

/** Events after which a reader still has a task's output before his eyes. */
const QUIET: readonly BuildEvent["type"][] = [
	"progress",
	"task.finished",
	"stage.finished",
	"build.paused",
	"build.finished",
];

/**
 * Follows what a log shows, to tell whether the last lines of a failed task stand right above already: a box that repeats
 * them helps only where something lies between.
 */
export class LastLines {
	#task: string | undefined;

	see(event: BuildEvent): void {
		if (event.type === "log") this.#task = event.task;
		else if (!QUIET.includes(event.type)) this.#task = undefined;
	}

	/** Whether the box of a digest would repeat what stands above it. */
	standAbove({ task }: FailureDigest): boolean {
		return this.#task === task;
	}
}
