import { Command } from "commander";
import { EXIT, UserError } from "../../../core/errors.js";
import { parseDuration } from "../../../core/planning/quantities.js";
import { planPrune } from "../../../core/publish/plan-prune.js";
import type { RotationStep } from "../../../core/publish/rotation.js";
import type { PublishTarget } from "../../../core/publish/target.js";
import { cleanLine } from "../../../core/text/terminal-text.js";
import { given } from "../../../core/values/given.js";
import { userFolders } from "../../../host/user-folders.js";
import { settledTarget } from "../../../publish/known-rules.js";
import { becomeSender, senderOf } from "../../../publish/sender.js";
import type { CliContext } from "../../entry/context.js";
import { atEachTarget } from "../../publish/at-each-target.js";
import { type FoundTarget, findTargets } from "../../publish/find-targets.js";
import { atKeep } from "../../publish/publish-flags.js";
import { askYes } from "../../terminal/ask-yes.js";

interface PruneFlags {
	readonly name?: string;
	readonly region?: string;
	readonly keep?: string;
	readonly maxAge?: string;
	readonly dryRun?: boolean;
	readonly yes?: boolean;
}

/** `diskwright images prune`: takes away what the rules do not keep. */
export function pruneCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("prune")
		.description("remove older images by their rules, and what interrupted runs have left")
		.argument("[target...]", "where (default: wherever you published, and your clouds)")
		.option("--name <name>", "only images of this name")
		.option("--keep <number>", "how many of a name stay (default: as it was published)")
		.option("--max-age <time>", "remove older ones after this time: 30d (default: as it was published)")
		.option("--region <name>", "region of a cloud")
		.option("--dry-run", "say what would be removed, and remove nothing")
		.option("-y, --yes", "do not ask")
		.action(async (said: string[], flags: PruneFlags) => exit(await pruneImages(said, flags, context)));
}

async function pruneImages(said: readonly string[], flags: PruneFlags, context: CliContext): Promise<number> {
	const { env, cwd } = context;
	const stateFolder = userFolders(env).state;
	const limits = {
		...given("keep", atKeep(flags.keep)),
		...given("maxAgeSeconds", flags.maxAge === undefined ? undefined : parseDuration(flags.maxAge)),
	};
	const targets = await findTargets(said, flags.region, { env, directory: cwd, stateFolder });
	const sender = senderOf(stateFolder);
	return atEachTarget(targets, sender, context, async (target, found) => {
		const ruleOf = (name: string) => {
			if (flags.name !== undefined && flags.name !== name) return undefined;
			return { ...found.rules.find((rule) => rule.name === name), ...limits };
		};
		await pruneTarget(target, found, ruleOf, sender, stateFolder, flags, context);
	});
}

async function pruneTarget(
	target: PublishTarget,
	{ to }: FoundTarget,
	ruleOf: Parameters<typeof planPrune>[1],
	sender: string,
	stateFolder: string,
	{ dryRun = false, yes = false }: PruneFlags,
	{ cwd, stdout }: CliContext,
): Promise<void> {
	const say = (text: string) => stdout.write(`${cleanLine(text)}\n`);
	const look = async () => planPrune(await target.listAll(), ruleOf, sender, Date.now());
	const { steps, left } = await look();
	say(`${target.title}${steps.length === 0 ? ": nothing to remove" : ""}`);
	for (const name of left) say(`  ${name} is left alone: no good image of it is to be found`);
	for (const { image, why } of steps)
		say(`  ${dryRun ? "would remove" : "to remove"}: ${image.file ?? image.id} (${image.name}): ${why}`);
	if (dryRun || steps.length === 0) return;
	if (!yes && !(await askYes(`Remove ${count(steps)} there?`))) {
		throw new UserError({
			code: "not-confirmed",
			message: `Nothing is removed from ${target.title}: nobody has said yes`,
			next: ["diskwright images prune --yes"],
			exitCode: EXIT.usage,
		});
	}
	for (const name of new Set(steps.map(({ image }) => image.rule ?? ""))) {
		const { release } = await becomeSender(stateFolder, settledTarget(to, cwd), name);
		try {
			// As it is now: somebody may have published while the question stood.
			const agreed = new Set(steps.map(({ image }) => image.id));
			for (const { image } of (await look()).steps) {
				if (image.rule !== name || !agreed.has(image.id)) continue;
				const outcome = await target.remove(image);
				say(`  ${outcome === "removed" ? "removed" : "in use, stays"}: ${image.file ?? image.id}`);
			}
		} finally {
			release();
		}
	}
}

const count = ({ length }: readonly RotationStep[]) => (length === 1 ? "one image" : `${length} images`);
