import type { BuildState } from "./build-state.js";
import { type Durations, remainingMs } from "./durations.js";

/** Nothing is known of earlier builds. */
export const NO_DURATIONS: Durations = { runs: 0, ms: 0, stages: {}, tasks: {} };

/**
 * How much of a build is done, 0 to 1: by the time it took earlier, else by its tasks. Only a build that has ended well
 * is whole.
 *
 * @param at milliseconds since the build started
 */
export function buildShare(build: BuildState, past: Durations, at: number): number {
	if (build.status === "ok") return 1;
	const left = build.ms === undefined ? remainingMs(build, past, at) : undefined;
	if (left !== undefined && at + left > 0) return Math.min(0.99, at / (at + left));
	const tasks = Object.values(build.tasks);
	const done = tasks.filter(({ status }) => status !== "waiting" && status !== "running" && status !== "failed");
	const running = tasks.reduce(
		(sum, { status, progress }) => sum + (status === "running" ? (progress?.share ?? 0) : 0),
		0,
	);
	return tasks.length === 0 ? 0 : Math.min(0.99, (done.length + running) / tasks.length);
}
