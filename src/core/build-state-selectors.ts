import type { BuildState, StageState, TaskState } from "./build-state.js";
import type { Stage } from "./phases.js";

/** Whether the build came to its end. */
export function isFinished(state: BuildState): boolean {
	return state.status === "ok" || state.status === "failed" || state.status === "cancelled";
}

/** The tasks of a stage in the order they run. */
export function tasksOf(state: BuildState, stage: Stage): TaskState[] {
	const ids = state.stages.find((other) => other.stage === stage)?.tasks ?? [];
	return ids.map((id) => state.tasks[id]).filter((task) => task !== undefined);
}

/** The tasks that run at this moment. */
export function runningTasks(state: BuildState): TaskState[] {
	return Object.values(state.tasks).filter(({ status }) => status === "running");
}

/** The stage the build stands in, or stood in last. */
export function currentStage(state: BuildState): StageState | undefined {
	return (
		state.stages.find(({ status }) => status === "running") ??
		state.stages.findLast(({ status }) => status !== "waiting")
	);
}

/** The task that the build failed at, or waits at. */
export function failedTask(state: BuildState): TaskState | undefined {
	const id = state.digest?.task ?? state.pause?.task;
	return id === undefined ? Object.values(state.tasks).find(({ status }) => status === "failed") : state.tasks[id];
}

/** How many tasks are done, of how many known ones. */
export function countTasks(state: BuildState): { done: number; total: number } {
	const tasks = Object.values(state.tasks);
	return {
		done: tasks.filter(({ status }) => status !== "waiting" && status !== "running").length,
		total: tasks.length,
	};
}
