import { Command } from "commander";
import { shownPlan } from "../../core/planning/compile-plan.js";
import { planText } from "../../core/planning/plan-text.js";
import { printableJson } from "../../core/text/terminal-text.js";
import { addBuildFlags, type BuildFlags } from "../build/build-flags.js";
import { loadBuild } from "../build/build-request.js";
import { compile } from "../build/compile.js";
import type { CliContext } from "../entry/context.js";

/** `diskwright plan PROFILE|ELEMENT…`: what a build would do. Needs no root and changes nothing. */
export function planCommand(context: CliContext, argv: readonly string[]): Command {
	const command = new Command("plan")
		.description("show what a build would do, without doing it")
		.argument("<profile|element...>", "a profile by name or path, elements, or both")
		.option("--json", "print the plan as JSON");
	return addBuildFlags(command).action(async (targets: string[], flags: BuildFlags & { json?: true }) => {
		const { options, env, catalogue } = await loadBuild(targets, flags, argv.slice(1), context);
		const plan = shownPlan(await compile(options, env, catalogue, context.cwd));
		context.stdout.write(flags.json ? `${printableJson(plan, 2)}\n` : planText(plan));
	});
}
