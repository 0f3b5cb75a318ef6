import type { Stage } from "../../../core/hooks/phases.js";
import type { BuildState } from "../../../core/run/build-state.js";
import type { TaskId } from "../../../core/run/events.js";
import type { Segment } from "./log-source.js";
import type { Logs } from "./logs.js";

type Known = Pick<Logs, "last" | "complaints" | "folds">;

/** The logs of all tasks of a phase, one below the other, each under its name. */
export function stageSegments(build: BuildState, stage: Stage, logs: Known, filtered: boolean): Segment[] {
	const tasks = build.stages.find((one) => one.stage === stage)?.tasks ?? [];
	return tasks.map((id) => {
		const { title = id, element, attempt = 1, cause } = build.tasks[id] ?? {};
		const heading = [title, element ?? "", attempt > 1 ? `try ${attempt}` : "", cause ? `runs because: ${cause}` : ""];
		return { ...taskSegment(id, logs, filtered), heading: heading.filter(Boolean).join("  ") };
	});
}

/** What complains in the whole build, each task under its phase and name. */
export function complaintSegments(build: BuildState, logs: Known): Segment[] {
	return build.stages.flatMap(({ stage }) =>
		stageSegments(build, stage, logs, true).map((segment) => ({ ...segment, heading: `${stage}  ${segment.heading}` })),
	);
}

/** The log of one task. */
export function taskSegment(task: TaskId, logs: Known, filtered: boolean): Segment {
	return {
		task,
		lines: logs.last(task),
		...(filtered ? { only: logs.complaints(task) } : { folds: logs.folds(task) }),
	};
}
