import type { BuildContext, ShellPlace } from "../build-context.js";
import { chrootArgv } from "../root/chroot.js";
import { runLogged } from "../tasks/run-logged.js";
import { environmentInside } from "./environment.js";

/**
 * Stops where the person asked for it with `break=POINT` (contract §7.7). Points before an outside phase and after an
 * error run `break_cmd` when that is set; all others hold the build until somebody lets it go on, and a shell that is opened
 * meanwhile sees what the hooks of the phase see.
 */
export async function breakPoint(ctx: BuildContext, point: string, where: "host" | "chroot" = "host"): Promise<void> {
	if (!ctx.plan.settings.breakPoints.includes(point)) return;
	const outside = where === "host" || (point === "after-error" && Boolean(ctx.environment.break_outside_target));
	const place = outside ? placeOutside(ctx) : placeInside(ctx);
	const command = ctx.environment.break_cmd;
	const takesCommand = point === "after-error" || (point.startsWith("before-") && where === "host");
	if (command && takesCommand) return runBreakCommand(ctx, point, command, place);
	ctx.shell = place;
	try {
		await ctx.decisions.atBreakPoint(point, ctx.signal);
	} finally {
		ctx.shell = undefined;
	}
}

function placeOutside({ plan, environment }: BuildContext): ShellPlace {
	return { root: "/", directory: plan.settings.directory, environment };
}

function placeInside({ tree, environment, callerNames }: BuildContext): ShellPlace {
	return { root: tree, directory: "/", environment: environmentInside(environment, callerNames) };
}

async function runBreakCommand(ctx: BuildContext, point: string, command: string, place: ShellPlace): Promise<void> {
	const log = await ctx.logs.open("break/break_cmd", "prepare");
	const argv = ["bash", "-c", command];
	log.note("Starting debug shell. Exit to resume building.");
	log.note(`At stage ${point}`);
	await runLogged({
		argv: place.root === "/" ? argv : chrootArgv(place.root, argv),
		cwd: place.directory,
		env: place.environment,
		output: log,
		signal: ctx.signal,
		title: "break_cmd",
	});
	log.note("Resuming");
	await log.close();
}
