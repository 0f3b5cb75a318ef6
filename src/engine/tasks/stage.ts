import type { Stage } from "../../core/hooks/phases.js";
import type { TaskProgress } from "../../core/run/build-state.js";
import type { BuildContext } from "../build-context.js";

/** Reports the start and end of a row of the progress display around `run`. */
export async function stage<T>(ctx: BuildContext, name: Stage, run: () => Promise<T>): Promise<T> {
	const start = performance.now();
	ctx.emit({ type: "stage.started", stage: name });
	const finish = (outcome: "ok" | "failed" | "cancelled") =>
		ctx.emit({ type: "stage.finished", stage: name, outcome, ms: Math.round(performance.now() - start) });
	try {
		const result = await run();
		finish("ok");
		return result;
	} catch (error) {
		finish(ctx.signal.aborted ? "cancelled" : "failed");
		throw error;
	}
}

/** Runs an engine step as a task of its own, so that it has a log, a time and can be retried. */
export async function engineStep<T>(
	ctx: BuildContext,
	name: Stage,
	id: string,
	title: string,
	run: (note: (line: string) => void, tell: (progress: TaskProgress) => void) => Promise<T>,
): Promise<T> {
	let result: T | undefined;
	await ctx.tasks.run({
		id: `${name}/${id}`,
		stage: name,
		title,
		where: "host",
		mayBeSkipped: false,
		run: async (task) => {
			result = await run(
				(line) => task.log.note(line),
				(progress) => task.log.tell(progress),
			);
		},
	});
	return result as T;
}
