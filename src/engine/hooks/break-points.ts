import type { Where } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import type { ShellPlace } from "../builder/shells.js";
import { chrootArgv } from "../root/chroot.js";
import type { Site } from "../steps/site.js";
import { runLogged } from "../tasks/run-logged.js";
import { phaseEnvironment } from "./quick-initramfs.js";

/**
 * Stops where the user asked for it with `break=POINT` (contract §7.7). Points before an outside phase and after an
 * error run `break_cmd` when that is set; all others hold the build until somebody lets it go on, and a shell that is opened
 * meanwhile sees what the hooks of the phase see.
 */
export async function breakPoint(ctx: BuildContext, point: string, site: Site, where: Where = "host"): Promise<void> {
	if (!ctx.plan.settings.breakPoints.includes(point)) return;
	const outside = where === "host" || (point === "after-error" && Boolean(ctx.environment.break_outside_target));
	const place = outside ? placeOutside(ctx, site) : placeInside(ctx, site);
	const command = ctx.environment.break_cmd;
	const takesCommand = point === "after-error" || (point.startsWith("before-") && where === "host");
	if (command && takesCommand) return runBreakCommand(ctx, point, command, place);
	await ctx.shells.within(place, () => ctx.decisions.atBreakPoint(point, ctx.signal));
}

type Place = Required<ShellPlace>;

function placeOutside({ plan, environment }: BuildContext, { variables }: Site): Place {
	return { root: "/", directory: plan.settings.directory, environment: { ...environment, ...variables } };
}

function placeInside(ctx: BuildContext, { tree, variables }: Site): Place {
	return { root: tree, directory: "/", environment: phaseEnvironment(ctx, variables) };
}

async function runBreakCommand(ctx: BuildContext, point: string, command: string, place: Place): Promise<void> {
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
