import { join, resolve } from "node:path";
import { bootImage } from "../../boot/boot-image.js";
import { EXIT } from "../../core/errors.js";
import { FORMATS } from "../../core/output/output-formats.js";
import type { BuildContext } from "../build-context.js";
import { TaskFailure } from "../tasks/task.js";

/** Boots what was made and waits for the console to show what the order wants; the image is not written to. */
export async function bootTest(ctx: BuildContext): Promise<void> {
	const { outputs, settings } = ctx.plan;
	const wanted = settings.bootTest;
	// Compressed or not makes no difference to what is inside: the first disk stands for all.
	const output = outputs.find(({ format }) => FORMATS[format].from === "disk");
	if (!wanted || !output) return;
	await ctx.tasks.run({
		id: "boot-test/boot",
		stage: "boot-test",
		title: `boot ${output.file}`,
		where: "host",
		mayBeSkipped: true,
		run: async ({ log }) => {
			const result = await bootImage({
				image: resolve(settings.directory, output.file),
				architecture: ctx.plan.architecture,
				until: wanted.until,
				timeoutSeconds: wanted.timeoutSeconds,
				cacheDir: join(settings.imageCache, "boot"),
				onOutput: (text) => log.write(text),
				onNote: (text) => log.note(text),
				signal: ctx.signal,
			});
			log.note(`${result.reason} (${result.firmware}, ${result.accelerator}, ${result.seconds.toFixed(1)} s)`);
			if (result.matched) return;
			throw new TaskFailure(`the image was made, but it did not boot: ${result.reason}`, EXIT.boot, undefined, [
				`Look at its console: diskwright boot ${output.file}`,
			]);
		},
	});
}
