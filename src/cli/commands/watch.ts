import { Command, Option } from "commander";
import { EXIT } from "../../core/errors.js";
import { addBuildFlags } from "../build/build-flags.js";
import type { CliContext } from "../entry/context.js";
import { wantsScreens } from "../entry/progress-mode.js";

import { type WatchFlags, Watching } from "../watch/watching.js";

/** `diskwright watch PROFILE|ELEMENT…`: builds again whenever something is saved. `exit` takes 130: only a user ends it. */
export function watchCommand(context: CliContext, argv: readonly string[], exit: (code: number) => void): Command {
	const command = new Command("watch")
		.description("build an image, and build it again from the first affected hook whenever something is saved")
		.argument("<profile|element...>", "a profile by name or path, elements to build from or to add, or both")
		.option("--boot", "boot every image until it asks for a login, as --boot-test does")
		.addHelpText("after", EXAMPLES);
	return addBuildFlags(command)
		.optionsGroup("How it is shown:")
		.addOption(
			new Option("--progress <kind>", "how it is shown; auto: screens in a terminal, else plain")
				.choices(["auto", "tui", "plain", "ndjson", "quiet"])
				.default("auto"),
		)
		.option("--logfile <file>", "append the logs to this file as well")
		.option("-y, --yes", "ask nothing, and install missing host tools")
		.action(async (targets: string[], flags: WatchFlags) => {
			const withScreen = wantsScreens(flags.progress, context.env);
			const watching = new Watching(targets, flags, argv.slice(1), context, withScreen);
			await watching.carryOut();
			exit(EXIT.cancelled);
		});
}

const EXAMPLES = `
Examples:
  diskwright watch web
  diskwright watch debian-vm my-element --boot
  diskwright watch ./web.yaml -t raw --progress plain`;
