import { resolve } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import type { Plan } from "../../core/planning/plan.js";
import {
	afterBuild,
	chooseOutput,
	completeRule,
	type PlannedPublication,
} from "../../core/publish/planned-publication.js";
import { createMasker } from "../../core/secrets/masker.js";
import { userFolders } from "../../host/user-folders.js";
import type { BuildContext } from "../build-context.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import { stage } from "../steps/stage.js";
import type { Step } from "../steps/step.js";
import { TaskFailure } from "../tasks/task.js";

/** Publishes what was made, where the order wants that at the end of the build. */
export async function sendImage(ctx: BuildContext, site: Site): Promise<void> {
	const wanted = afterBuild(ctx.plan.settings.publish);
	if (wanted.length === 0) return;
	await stage(ctx, "publish", site, async () => {
		for (const [index, one] of wanted.entries()) await runStep(ctx, send(one, index), undefined);
	});
}

/** The image stays as it is, whatever becomes of it there. */
const send = (planned: PlannedPublication, index: number): Step<void> => ({
	stage: "publish",
	id: index === 0 ? "send" : `send-${index + 1}`,
	title: `publish to ${planned.to}`,
	reads: ["outputs", "host"],
	changes: ["host"],
	mayBeSkipped: true,
	async run({ plan, order, signal, secrets: kept }, _, { log }) {
		const image = imageOf(plan, planned);
		log.note(`publishing ${image} to ${planned.to}`);
		const secrets: string[] = [];
		const mask = (text: string) => createMasker([...kept.values, ...secrets])(text);
		// A client for a cloud is large: only a build that publishes loads it.
		const { publishFile } = await import("../../publish/publish-file.js");
		try {
			const outcome = await publishFile({
				...{ path: image, rule: completeRule(planned, plan.imageName), signal },
				facts: { architecture: plan.architecture, hasEfiPartition: plan.disk.hasEfiPartition, run: order.runId },
				...{ env: order.environment, directory: plan.settings.directory },
				...{ stateFolder: userFolders(order.environment).state, owner: order.caller },
				secret: (value) => secrets.push(value),
				note: (text) => log.note(mask(text)),
				progress: ({ sent, total, doing }) => {
					const share = total === 0 ? 0 : Math.min(ALMOST, sent / total);
					log.tell({ label: doing.replace(/:$/, ""), current: sent, total, unit: "bytes", share });
				},
			});
			if (outcome) log.note(`published ${outcome.name}: ${outcome.id}`);
		} catch (error) {
			if (signal.aborted || !(error instanceof UserError)) throw error;
			throw new TaskFailure(`the image was made, but not published: ${mask(error.message)}`, EXIT.failed, undefined, [
				...error.next.map(mask),
				`Publish it without building it again: diskwright publish ${order.runId} --to ${planned.to}`,
			]);
		}
	},
});

/** What comes after the last byte, the comparison and the older images, takes its time too. */
const ALMOST = 0.99;

function imageOf({ outputs, settings }: Plan, { format }: PlannedPublication): string {
	const output = chooseOutput(outputs, format);
	// The plan was refused otherwise.
	if (!output) throw new Error("nothing of the outputs can be published");
	return resolve(settings.directory, output.file);
}
