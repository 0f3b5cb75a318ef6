import { join, resolve } from "node:path";
import { bootImage } from "../../boot/boot-image.js";
import { EXIT } from "../../core/errors.js";
import { FORMATS } from "../../core/output/output-formats.js";
import type { BuildSettings, PlannedOutput } from "../../core/planning/plan.js";
import type { BuildContext } from "../build-context.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import { stage } from "../steps/stage.js";
import type { Step } from "../steps/step.js";
import { TaskFailure } from "../tasks/task.js";

/** Boots what was made and waits for the console to show what the order wants, if it wants anything. */
export async function bootTest(ctx: BuildContext, site: Site): Promise<void> {
	const { outputs, settings } = ctx.plan;
	// Compressed or not makes no difference to what is inside: the first disk stands for all.
	const output = outputs.find(({ format }) => FORMATS[format].from === "disk");
	const wanted = settings.bootTest;
	if (wanted) await stage(ctx, "boot-test", site, async () => output && runStep(ctx, boot(output, wanted), undefined));
}

/** The image is not written to. */
const boot = ({ file }: PlannedOutput, wanted: WantedBoot): Step<void> => ({
	stage: "boot-test",
	id: "boot",
	title: `boot ${file}`,
	reads: ["outputs", "host"],
	changes: ["host"],
	mayBeSkipped: true,
	async run({ plan: { architecture, settings }, signal }, _, { log }) {
		const result = await bootImage({
			image: resolve(settings.directory, file),
			architecture,
			until: wanted.until,
			timeoutSeconds: wanted.timeoutSeconds,
			cacheDir: join(settings.imageCache, "boot"),
			onOutput: (text) => log.write(text),
			onNote: (text) => log.note(text),
			signal,
		});
		log.note(`${result.reason} (${result.firmware}, ${result.accelerator}, ${result.seconds.toFixed(1)} s)`);
		if (result.matched) return;
		throw new TaskFailure(`the image was made, but it did not boot: ${result.reason}`, EXIT.boot, undefined, [
			`Look at its console: diskwright boot ${file}`,
		]);
	},
});

type WantedBoot = NonNullable<BuildSettings["bootTest"]>;
