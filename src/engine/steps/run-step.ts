import type { BuildContext } from "../build-context.js";
import type { Task } from "../tasks/task.js";
import type { Step, StepFacts, UnseenStep } from "./step.js";

/**
 * Runs a step as a task of its own, so that it has a log, a time and can be retried. Returns its result; of a step that
 * was skipped there is none. `cause` says why it runs although layers are used.
 */
export async function runStep<Input, Result>(
	ctx: BuildContext,
	step: Step<Input, Result>,
	input: Input,
	cause?: string,
): Promise<Result> {
	const { rewind } = step;
	let result: Result | undefined;
	await ctx.tasks.run({
		...taskFacts(step),
		...(cause === undefined ? {} : { cause }),
		...(rewind ? { rewind: () => rewind(ctx, input) } : {}),
		run: async (task) => {
			result = await step.run(ctx, input, task);
		},
	});
	return result as Result;
}

/** What a step's task is called, and where it comes from. */
export function taskFacts(step: StepFacts): Omit<Task, "run" | "rewind"> {
	const { stage, id, title, where = "host", mayBeSkipped = false, element, file, argv } = step;
	return {
		...{ id: `${stage}/${id}`, stage, title, where, mayBeSkipped },
		...(element === undefined ? {} : { element }),
		...(file === undefined ? {} : { file }),
		...(argv === undefined ? {} : { argv }),
	};
}

/** Runs a step that nobody sees; what it throws ends the build. */
export function runUnseen<Input, Result>(
	ctx: BuildContext,
	step: UnseenStep<Input, Result>,
	input: Input,
): Promise<Result> {
	return step.run(ctx, input);
}
