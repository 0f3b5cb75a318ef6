import { chown, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import type { BuildContext } from "./build-context.js";
import type { SealedDisk } from "./final-file-systems.js";
import { MANIFEST_FILE } from "./output/manifest.js";
import { OUTPUT_WRITERS } from "./output/output-format.js";
import { publish, temporaryName } from "./output/publish.js";

/** Writes every output, raw last because it may take the image away, then the manifest (contract §10.3, §10.4). */
export async function writeOutputs(ctx: BuildContext, disk: SealedDisk): Promise<void> {
	const { plan, order } = ctx;
	const { settings } = plan;
	if (!settings.finalImage || settings.ramdisk) return;
	const outputs = [...plan.outputs].sort((a, b) => Number(a.format === "raw") - Number(b.format === "raw"));
	const written: WrittenOutput[] = [];
	for (const output of outputs) {
		const final = resolve(settings.directory, output.file);
		const temporary = temporaryName(final, order.runId);
		await ctx.tasks.run({
			id: `output/${output.format}`,
			stage: "output",
			title: `write ${output.file}`,
			where: "host",
			mayBeSkipped: false,
			rewind: () => rm(temporary, { force: true }),
			run: async (task) => {
				await ctx.willLeave(temporary);
				try {
					await OUTPUT_WRITERS[output.format].write({
						image: disk.image,
						target: temporary,
						settings,
						signal: ctx.signal,
						task,
					});
					const result = await publish({
						temporary,
						final,
						label: output.file,
						overwrite: settings.overwriteOldImage,
						checksums: settings.checksums,
						owner: order.caller,
						now: new Date(),
					});
					if (result.renamed) task.log.note(`Old image found. Renamed it to ${result.renamed}`);
					task.log.note(`Image file ${output.file} created...`);
					const { bytes, checksums } = result;
					const artifact = { path: final, format: output.format, bytes, checksums };
					ctx.emit({ type: "artifact", ...artifact });
					written.push({ file: output.file, format: output.format, bytes, checksums });
				} catch (error) {
					await rm(temporary, { force: true });
					throw error;
				}
			},
		});
	}
	await writeManifest(ctx, disk, written);
}

interface WrittenOutput {
	readonly file: string;
	readonly format: string;
	readonly bytes: number;
	readonly checksums: Record<string, string>;
}

/** Beside the image, and in the folder of the run, where no later build overwrites it. */
async function writeManifest(ctx: BuildContext, disk: SealedDisk, written: readonly WrittenOutput[]): Promise<void> {
	if (written.length === 0) return;
	const { order, plan } = ctx;
	const { imageName, settings } = plan;
	const base = isAbsolute(imageName) ? imageName : join(settings.directory, imageName);
	const text = `${JSON.stringify({ ...disk.description, outputs: written }, undefined, 2)}\n`;
	for (const [file, flag] of [
		[`${base}.manifest.json`, "w"],
		[join(order.runFolder, MANIFEST_FILE), "wx"],
	] as const) {
		await writeFile(file, text, { flag });
		await chown(file, order.caller.uid, order.caller.gid);
	}
}
