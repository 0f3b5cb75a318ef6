import { statSync } from "node:fs";
import { type SerialisedError, serialiseError, UserError } from "../../core/errors.js";
import { type PublishRule, USUAL_RULE } from "../../core/publish/publish-rule.js";
import { createMasker } from "../../core/secrets/masker.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { userFolders } from "../../host/user-folders.js";
import { knownTargets } from "../../publish/open-target.js";
import { publishFile } from "../../publish/publish-file.js";
import type { PublishOutcome } from "../../publish/publish-image.js";
import { listRuns } from "../../runs/list/list-runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { PublishListener, PublishService, PublishWish } from "../../ui/services/publish.js";
import type { CliContext } from "../entry/context.js";
import { findImage } from "../publish/find-image.js";
import { maskedError } from "../publish/masked-error.js";

/** Publishes for the screens. */
export function publishService(context: CliContext): PublishService {
	return {
		async offer(wanted) {
			const run = wanted ?? (await newestRun(context));
			const { path, name } = await findImage(run, undefined, context);
			const bytes = statSync(path, { throwIfNoEntry: false })?.size;
			if (bytes === undefined) throw gone(path, run);
			const image = { run, file: path, name, bytes };
			const places = await knownTargets({ env: context.env, directory: context.cwd }).catch(serialiseError);
			if (isError(places)) return { image, places: [], problem: places.message };
			return { image, places };
		},
		async preview(wish, listener) {
			const steps: string[] = [];
			await send(wish, { ...listener, onNote: (text) => steps.push(text) }, context, true);
			return steps;
		},
		async publish(wish, listener) {
			const outcome = await send(wish, listener, context, false);
			if (!outcome) throw new Error("nothing was published");
			const { id, name, bytes, sha512, how } = outcome;
			return { id, name, bytes, sha512, how };
		},
	};
}

const isError = (value: object): value is SerialisedError => "message" in value;

async function newestRun({ env }: CliContext): Promise<string> {
	const run = (await listRuns(runsFolder(env))).find(({ state }) => state === "ok");
	if (run) return run.id;
	throw new UserError({
		code: "no-image",
		message: "No run has made an image yet",
		next: ["Build one, and publish it from its result."],
	});
}

const gone = (path: string, run: string) =>
	new UserError({
		code: "no-image",
		message: `The image that the run ${run} has made is no longer there`,
		place: { file: path },
		next: ["Build it again, or publish a file: diskwright publish IMAGE --to TARGET"],
	});

async function send(
	{ image, to, name, visibility }: PublishWish,
	{ signal, onNote, onProgress }: PublishListener,
	context: CliContext,
	dryRun: boolean,
): Promise<PublishOutcome | undefined> {
	const { env, cwd } = context;
	const secrets: string[] = [];
	const mask = (text: string) => createMasker(secrets)(text);
	const rule: PublishRule = { ...USUAL_RULE, to, name, visibility };
	const { facts } = await findImage(image.run, undefined, context);
	try {
		return await publishFile({
			...{ path: image.file, facts, rule, dryRun, env, directory: cwd, signal, progress: onProgress },
			...{ stateFolder: userFolders(env).state, secret: (value) => secrets.push(value) },
			note: (text) => onNote(cleanLine(mask(text))),
		});
	} catch (error) {
		throw maskedError(error, mask);
	}
}
