import type { BuildState } from "../run/build-state.js";
import { type Durations, workShare } from "../run/durations.js";

/** Nothing is known of earlier builds. */
export const NO_DURATIONS: Durations = { runs: 0, ms: 0, stages: {}, tasks: {} };

/**
 * How much of a build is done, 0 to 1: by what its tasks took earlier, else by their number. Only a build that has ended well
 * is whole.
 *
 * @param at milliseconds since the build started
 */
export function buildShare(build: BuildState, past: Durations, at: number): number {
	if (build.status === "ok") return 1;
	const done = build.ms === undefined ? workShare(build, past, at) : undefined;
	if (done !== undefined) return Math.min(0.99, done);
	const tasks = Object.values(build.tasks);
	const ended = tasks.filter(({ status }) => status !== "waiting" && status !== "running" && status !== "failed");
	const running = tasks.reduce(
		(sum, { status, progress }) => sum + (status === "running" ? (progress?.share ?? 0) : 0),
		0,
	);
	return tasks.length === 0 ? 0 : Math.min(0.99, (ended.length + running) / tasks.length);
}
