import { Command } from "commander";
import { forecastMs } from "../../core/built/forecast.js";
import { shownPlan } from "../../core/planning/compile-plan.js";
import { planText } from "../../core/planning/plan-text.js";
import { printableJson } from "../../core/text/terminal-text.js";
import { pastDurations } from "../../runs/list/list-runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { addBuildFlags, type BuildFlags } from "../build/build-flags.js";
import { loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import { maskedForecast } from "../build/forecast.js";
import type { CliContext } from "../entry/context.js";

/** `diskwright plan PROFILE|ELEMENT…`: what a build would do. Needs no root and changes nothing. */
export function planCommand(context: CliContext, argv: readonly string[]): Command {
	const command = new Command("plan")
		.description("show what a build would do, without doing it")
		.argument("<profile|element...>", "a profile by name or path, elements, or both")
		.option("--json", "print the plan as JSON");
	return addBuildFlags(command).action(async (targets: string[], flags: BuildFlags & { json?: true }) => {
		const { options, env, catalogue } = await loadBuild(targets, flags, argv.slice(1), context);
		const compiled = await compile(options, env, catalogue, context.cwd);
		const plan = shownPlan(compiled);
		const forecast = await maskedForecast(compiled, context);
		if (flags.json) {
			context.stdout.write(`${printableJson(forecast ? { ...plan, forecast } : plan, 2)}\n`);
			return;
		}
		const past = forecast && (await pastDurations(runsFolder(context.env), plan.profile, plan.imageName));
		const ms = forecast && past && forecastMs(forecast, past);
		context.stdout.write(planText(plan, forecast && { forecast, ...(ms === undefined ? {} : { ms }) }));
	});
}
