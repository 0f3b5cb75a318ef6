import { Command, Option } from "commander";
import { EXIT, UserError } from "../../core/errors.js";
import { METHODS, OLDER, type PublishRule, VISIBILITIES, withoutLogin } from "../../core/publish/publish-rule.js";
import { createMasker } from "../../core/secrets/masker.js";
import { cleanLine, printableJson } from "../../core/text/terminal-text.js";
import { onStopSignal } from "../../host/stop-signals.js";
import { userFolders } from "../../host/user-folders.js";
import { publishFile } from "../../publish/publish-file.js";
import type { PublishOutcome } from "../../publish/publish-image.js";
import type { CliContext } from "../entry/context.js";
import { workCountsMoreThanOutput } from "../entry/lost-output.js";
import { type FoundImage, findImage } from "../publish/find-image.js";
import { maskedError } from "../publish/masked-error.js";
import { type PublishFlags, rulesOf } from "../publish/publish-flags.js";
import { showProgress } from "../publish/show-progress.js";

const each = (value: string, before: readonly string[] = []) => [...before, value];

/** `diskwright publish IMAGE|RUN --to TARGET`. `exit` takes the exit code. */
export function publishCommand(context: CliContext, exit: (code: number) => void): Command {
	return new Command("publish")
		.description("send an image to a cloud, verify it there, and put it in the place of older ones")
		.argument("<image|run>", "an image file, or what a run has made: its id, or latest")
		.option(
			"--to <target>",
			"glance:CLOUD of clouds.yaml, glance for the one that OS_* name, folder:PATH, https://HOST/PATH/; may be repeated",
			each,
		)
		.option("--dry-run", "say what would be sent and what replaced, and change nothing")
		.option("--name <name>", "its name there (default: that of the image)")
		.option("--region <name>", "region of the cloud")
		.option("--format <format>", "which image of a run; of a file, what it is")
		.addOption(new Option("--visibility <kind>", "who may use it (default: private)").choices(VISIBILITIES))
		.option("--protected", "nobody can delete it until that is taken back, rotation included")
		.option("--tag <tag>", "a tag; may be repeated", each)
		.option("--property <name=value>", "a property; may be repeated", each)
		.option("--min-disk <GiB>", "least disk of a machine (default: as large as the image's)")
		.option("--min-ram <MiB>", "least memory of a machine")
		.option("--keep <number>", "how many images of this name stay, the new one included (default: all)")
		.option("--max-age <time>", "remove older ones after this time: 30d")
		.addOption(new Option("--older <what>", "what becomes of those that stay (default: hide)").choices(OLDER))
		.addOption(new Option("--method <how>", "how the data gets there (default: upload)").choices(METHODS))
		.option("--url <address>", "the cloud fetches the image from here, and it is compared with the file")
		.option("--store <name>", "a store of the cloud; may be repeated", each)
		.option("--json", "print what was done as JSON")
		.addHelpText("after", EXAMPLES)
		.action(async (wanted: string, flags: PublishFlags) => {
			const image = await findImage(wanted, flags.format, context);
			const rules = rulesOf(flags, image.name, image.planned);
			if (rules.length === 0) {
				const next =
					"Name a cloud: --to glance:CLOUD, or --to glance with OS_CLOUD or the variables of an openrc file; a folder: --to folder:PATH; a web server: --to https://HOST/PATH/";
				throw new UserError({
					code: "no-target",
					message: "It is not said where to publish to",
					next: [next, "Or write it into the profile: publish: {to: glance:CLOUD}"],
				});
			}
			const sent = async (rule: PublishRule) =>
				rule.format === flags.format ? image : findImage(wanted, rule.format, context);
			exit(await publishAll(sent, rules, flags, context));
		});
}

/** One target after the other; the first that fails ends it. `imageOf` says which image a rule sends. */
export async function publishAll(
	imageOf: (rule: PublishRule) => Promise<Pick<FoundImage, "path" | "facts">>,
	rules: readonly PublishRule[],
	{ dryRun = false, json = false }: Pick<PublishFlags, "dryRun" | "json">,
	{ env, cwd, stdout, stderr }: CliContext,
): Promise<number> {
	const cancel = new AbortController();
	workCountsMoreThanOutput();
	const release = onStopSignal(() => cancel.abort());
	const secrets: string[] = [];
	const mask = (text: string) => createMasker(secrets)(text);
	const says = json ? stderr : stdout;
	const shown = showProgress(stderr, process.stderr.isTTY === true);
	const note = (text: string) => {
		shown.end();
		says.write(`${cleanLine(mask(text))}\n`);
	};
	const outcomes: (PublishOutcome & { readonly to: string })[] = [];
	try {
		for (const rule of rules) {
			const image = await imageOf(rule);
			const outcome = await publishFile({
				...{ path: image.path, facts: image.facts, rule, dryRun, env, directory: cwd, note },
				...{ signal: cancel.signal, secret: (value) => secrets.push(value) },
				...{ stateFolder: userFolders(env).state, progress: shown.progress },
			});
			if (outcome) outcomes.push({ to: withoutLogin(rule.to), ...outcome });
		}
		if (json) stdout.write(`${printableJson(outcomes, 2)}\n`);
		return EXIT.ok;
	} catch (error) {
		shown.end();
		if (cancel.signal.aborted) {
			stderr.write("Publishing was cancelled; what was half there was removed.\n");
			return EXIT.cancelled;
		}
		throw maskedError(error, mask);
	} finally {
		release();
	}
}

const EXAMPLES = `
Examples:
  diskwright publish latest --to glance:lab --keep 3
  diskwright publish debian-vm.qcow2 --to glance --name "Debian 13" --visibility community
  diskwright publish latest --to glance:lab --dry-run
  diskwright publish latest --to folder:/srv/images --keep 3 --max-age 90d`;
