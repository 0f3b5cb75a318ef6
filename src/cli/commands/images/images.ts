import { Command } from "commander";
import { imageLines } from "../../../core/publish/image-rows.js";
import { withoutLogin } from "../../../core/publish/publish-rule.js";
import type { PublishedImage } from "../../../core/publish/target.js";
import { cleanLine, printableJson } from "../../../core/text/terminal-text.js";
import { userFolders } from "../../../host/user-folders.js";
import type { CliContext } from "../../entry/context.js";
import { atEachTarget } from "../../publish/at-each-target.js";
import { findTargets } from "../../publish/find-targets.js";
import { pruneCommand } from "./prune.js";

/** `diskwright images`: what is published where. `exit` takes the exit code. */
export function imagesCommand(context: CliContext, exit: (code: number) => void): Command {
	const command = new Command("images").description("images that were published, and taking older ones away");
	command
		.command("list", { isDefault: true })
		.description("what is published where, by which run, with its state and age")
		.argument(
			"[target...]",
			"glance:CLOUD, folder:PATH, https://HOST/PATH/ (default: wherever you published, and your clouds)",
		)
		.option("--region <name>", "region of a cloud")
		.option("--json", "print it as JSON")
		.action(async (said: string[], flags: { region?: string; json?: boolean }) => {
			exit(await listImages(said, flags, context));
		});
	command.addCommand(pruneCommand(context, exit));
	return command;
}

async function listImages(
	said: readonly string[],
	{ region, json = false }: { region?: string; json?: boolean },
	context: CliContext,
): Promise<number> {
	const { env, cwd, stdout } = context;
	const found = await findTargets(said, region, { env, directory: cwd, stateFolder: userFolders(env).state });
	const told: object[] = [];
	const code = await atEachTarget(found, "", context, async (target, { to }) => {
		const images = await target.listAll();
		for (const image of images) told.push({ to: withoutLogin(to), ...asJson(image) });
		if (!json)
			stdout.write(`${[cleanLine(target.title), ...imageLines(images, Date.now()).map(cleanLine)].join("\n")}\n`);
	});
	if (json) stdout.write(`${printableJson(told, 2)}\n`);
	return code;
}

/** An image for machines: times as ISO dates. */
const asJson = ({ created, updated, sender: _, ...image }: PublishedImage) => ({
	...image,
	...{ created: new Date(created).toISOString(), updated: new Date(updated).toISOString() },
});
