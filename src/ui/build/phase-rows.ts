import { PHASES, type Stage } from "../../core/hooks/phases.js";
import type { BuildState, StageState, TaskState } from "../../core/run/build-state.js";

/** A row of the list of phases: a phase or group of engine steps, or a task inside it. */
export type PhaseRow =
	| { readonly key: string; readonly stage: StageState; readonly open: boolean }
	| { readonly key: string; readonly task: TaskState };

/** Keys of rows: by what they show, so that a selection follows its task when rows move. */
export const stageKey = (stage: Stage): string => `stage ${stage}`;
export const taskKey = (task: string): string => `task ${task}`;

/** All rows; the tasks of open phases below them, and of a running one at least the task that runs. */
export function phaseRows(build: BuildState, open: ReadonlySet<Stage>): PhaseRow[] {
	return build.stages.flatMap((stage): PhaseRow[] => {
		const isOpen = open.has(stage.stage);
		const tasks = stage.tasks.flatMap((id) => build.tasks[id] ?? []);
		const shown = isOpen ? tasks : tasks.filter(({ status }) => status === "running" || status === "failed");
		return [
			{ key: stageKey(stage.stage), stage, open: isOpen },
			...shown.map((task) => ({ key: taskKey(task.id), task })),
		];
	});
}

/** `install.d` for the phases of hooks, the bare name for engine steps. */
export function stageName(stage: Stage): string {
	return (PHASES as readonly Stage[]).includes(stage) ? `${stage}.d` : stage;
}

/** The row a screen highlights by itself: what runs now or failed, else the last that ended, else the first. */
export function currentStage(build: BuildState): Stage | undefined {
	const stages = build.stages;
	const now = stages.findLast(({ status }) => status === "running" || status === "failed");
	const last = stages.findLast(({ status }) => status !== "waiting");
	return (now ?? last ?? stages[0])?.stage;
}
