import { Command } from "commander";
import { buildList } from "../build/build-list.js";
import { ELEMENTS_PATH_FLAG, withElementsPath } from "../build/own-elements.js";
import type { CliContext } from "../entry/context.js";

/** `diskwright build-list FILE…`: DIB's YAML lists of images. `exit` takes the exit code. */
export function buildListCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("build-list")
		.description("build the images of DIB's YAML lists, one after the other")
		.argument("<file...>", "lists of images; maps of one name are one image, across all lists")
		.option(...ELEMENTS_PATH_FLAG)
		.option("--dry-run", "print the commands, build nothing")
		.option("--stop-on-failure", "stop at the first image that cannot be built")
		.action(async (files: string[], flags: { elementsPath?: string; dryRun?: true; stopOnFailure?: true }) => {
			const options = { dryRun: flags.dryRun === true, stopOnFailure: flags.stopOnFailure === true };
			exit(await buildList(files, options, { ...context, env: withElementsPath(context.env, flags.elementsPath) }));
		});
}
