import type { BuildContext } from "./build-context.js";
import { chrootArgv } from "./chroot.js";
import { environmentInside } from "./environment.js";
import { runLogged } from "./process/run-logged.js";

/**
 * Stops where the person asked for it with `break=POINT` (contract §7.7). Points before an outside phase and after an
 * error run `break_cmd` when that is set; all others hold the build until `runs continue`, while `runs shell` opens a
 * shell in its tree.
 */
export async function breakPoint(ctx: BuildContext, point: string, where: "host" | "chroot" = "host"): Promise<void> {
	if (!ctx.plan.settings.breakPoints.includes(point)) return;
	const command = ctx.environment.break_cmd;
	const takesCommand = point === "after-error" || (point.startsWith("before-") && where === "host");
	if (command && takesCommand) await runBreakCommand(ctx, command, where);
	else await ctx.decisions.atBreakPoint(point, ctx.signal);
}

async function runBreakCommand(ctx: BuildContext, command: string, where: "host" | "chroot"): Promise<void> {
	const inside = where === "chroot" && !ctx.environment.break_outside_target;
	const log = await ctx.logs.open("break/break_cmd", "prepare");
	const argv = ["bash", "-c", command];
	await runLogged({
		argv: inside ? chrootArgv(ctx.tree, argv) : argv,
		cwd: inside ? "/" : ctx.plan.settings.directory,
		env: inside ? environmentInside(ctx.environment, ctx.callerNames) : ctx.environment,
		output: log,
		signal: ctx.signal,
		title: "break_cmd",
	});
	await log.close();
}
