import type { Stage } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import type { Site } from "./site.js";

/** Reports the start and end of a row of the progress display around `run`; shells are opened in the tree meanwhile. */
export async function stage<T>(
	ctx: BuildContext,
	name: Stage,
	{ tree }: Pick<Site, "tree">,
	run: () => Promise<T>,
): Promise<T> {
	const start = performance.now();
	ctx.emit({ type: "stage.started", stage: name });
	const finish = (outcome: "ok" | "failed" | "cancelled") =>
		ctx.emit({ type: "stage.finished", stage: name, outcome, ms: Math.round(performance.now() - start) });
	try {
		const result = await ctx.shells.within({ root: tree, directory: "/" }, run);
		finish("ok");
		return result;
	} catch (error) {
		finish(ctx.signal.aborted ? "cancelled" : "failed");
		throw error;
	}
}
