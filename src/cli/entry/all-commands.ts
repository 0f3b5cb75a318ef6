import { Command } from "commander";
import { bootCommand } from "../commands/boot.js";
import { buildCommand } from "../commands/build.js";
import { buildListCommand } from "../commands/build-list.js";
import { cacheCommand } from "../commands/cache/cache.js";
import { completionCommand } from "../commands/completion.js";
import { doctorCommand } from "../commands/doctor.js";
import { elementsCommand } from "../commands/elements/elements.js";
import { exploreCommand } from "../commands/explore/explore.js";
import { imagesCommand } from "../commands/images/images.js";
import { lintCommand } from "../commands/lint.js";
import { planCommand } from "../commands/plan.js";
import { profilesCommand } from "../commands/profiles/profiles.js";
import { publishCommand } from "../commands/publish.js";
import { runsCommand } from "../commands/runs/runs.js";
import { startCommand } from "../commands/start.js";
import { verifyReproducibleCommand } from "../commands/verify-reproducible.js";
import { watchCommand } from "../commands/watch.js";
import { whyCommand } from "../commands/why.js";
import { writeCommand } from "../commands/write.js";
import type { CliContext } from "./context.js";

type Run = (argv: readonly string[], context: CliContext) => Promise<number>;

/** All commands of `diskwright`; `exit` takes the exit code of those that have one of their own, `run` runs another command line. */
export function allCommands(
	context: CliContext,
	argv: readonly string[],
	exit: (code: number) => void,
	run: Run,
): Command[] {
	return [
		buildCommand(context, argv, exit),
		buildListCommand(context, exit),
		planCommand(context, argv),
		verifyReproducibleCommand(context, argv, exit),
		profilesCommand(context),
		exploreCommand(context),
		elementsCommand(context, exit),
		lintCommand(context, exit),
		runsCommand(),
		watchCommand(context, argv, exit),
		whyCommand(context),
		cacheCommand(context, argv, exit),
		bootCommand(),
		publishCommand(context, exit),
		imagesCommand(context, exit),
		writeCommand(context, exit),
		startCommand(context, async (unattended) => exit(await run(unattended, context))),
		doctorCommand(context),
		completionCommand(context),
		elementInfoCommand(context, exit),
	];
}

/** The program element-info under another name; it reads its own arguments. */
function elementInfoCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("element-info")
		.description("show which elements a list of elements resolves to")
		.helpOption(false)
		.allowUnknownOption()
		.argument("[arguments...]", "as for the program element-info")
		.action(async (args: string[]) => {
			const { runElementInfo } = await import("../dib/element-info.js");
			exit(await runElementInfo(args, context.env, context.cwd, context));
		});
}
