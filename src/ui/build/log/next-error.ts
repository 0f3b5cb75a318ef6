import type { Stage } from "../../../core/hooks/phases.js";
import type { BuildState } from "../../../core/run/build-state.js";
import type { TaskId } from "../../../core/run/events.js";
import type { Logs } from "./logs.js";

/** A line of a build, by where it stands. */
export interface BuildLine {
	readonly stage: Stage;
	readonly task: TaskId;
	readonly number: number;
}

/** The first error of a build behind a line, in the order in which its tasks run; behind the last comes the first. */
export function nextError(
	build: BuildState,
	logs: Pick<Logs, "errors" | "last">,
	from: Pick<BuildLine, "task" | "number"> | undefined,
): BuildLine | undefined {
	// A failed task that named no error said its most in its last line.
	const errorsOf = (task: TaskId) => {
		const errors = logs.errors(task);
		const failed = errors.length === 0 && build.tasks[task]?.status === "failed" && logs.last(task) > 0;
		return failed ? [logs.last(task)] : errors;
	};
	const order = build.stages.flatMap(({ stage, tasks }) => tasks.map((task) => ({ stage, task })));
	const at = order.findIndex(({ task }) => task === from?.task);
	const here = order[at];
	const rest = here && from ? errorsOf(here.task).find((number) => number > from.number) : undefined;
	if (here && rest !== undefined) return { ...here, number: rest };
	// Round and round: the lines before it in its own task come last.
	for (const { stage, task } of [...order.slice(at + 1), ...order.slice(0, at + 1)]) {
		const [number] = errorsOf(task);
		if (number !== undefined) return { stage, task, number };
	}
	return undefined;
}
