import type { BuildContext } from "./build-context.js";

/** Holds the build when the person asked for a break at `point` (contract §7.7); `runs continue` lets it go on. */
export async function breakPoint(ctx: BuildContext, point: string): Promise<void> {
	if (ctx.plan.settings.breakPoints.includes(point)) await ctx.decisions.atBreakPoint(point, ctx.signal);
}
