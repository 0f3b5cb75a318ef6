import { chown, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { FORMATS } from "../core/output-formats.js";
import type { PlannedOutput } from "../core/plan.js";
import type { BuildContext } from "./build-context.js";
import type { SealedDisk } from "./final-file-systems.js";
import { MANIFEST_FILE, type Manifest } from "./output/manifest.js";
import { OUTPUT_WRITERS } from "./output/output-format.js";
import { type Published, publish, temporaryName } from "./output/publish.js";
import type { TaskHandle } from "./task.js";

type WrittenOutput = Manifest["outputs"][number];

/** Writes what is made of the finished tree, in which nothing of the host is mounted any more (contract §7.3, step 27). */
export function writeTreeOutputs(ctx: BuildContext): Promise<WrittenOutput[]> {
	return writeOutputs(ctx, "tree");
}

/** Writes what is made of the disk image (contract §7.3, step 32), then the manifest of all outputs. */
export async function writeDiskOutputs(
	ctx: BuildContext,
	disk: SealedDisk,
	before: readonly WrittenOutput[],
): Promise<void> {
	const written = [...before, ...(await writeOutputs(ctx, "disk", disk.image))];
	if (written.length > 0) await writeManifest(ctx, disk, written);
}

async function writeOutputs(ctx: BuildContext, from: "tree" | "disk", image = ""): Promise<WrittenOutput[]> {
	const written: WrittenOutput[] = [];
	for (const output of ctx.plan.outputs.filter(({ format }) => FORMATS[format].from === from)) {
		const temporary = temporaryName(resolve(ctx.plan.settings.directory, output.file), ctx.order.runId);
		const remove = () => rm(temporary, { recursive: true, force: true });
		await ctx.tasks.run({
			id: `output/${output.format}`,
			stage: "output",
			title: `write ${output.file}`,
			where: "host",
			mayBeSkipped: false,
			rewind: remove,
			run: async (task) => {
				await ctx.willLeave(temporary);
				try {
					await write(ctx, output, temporary, image, task);
					written.push(await put(ctx, output, temporary, task));
				} catch (error) {
					await remove();
					throw error;
				}
			},
		});
	}
	return written;
}

async function write(
	ctx: BuildContext,
	{ format }: PlannedOutput,
	target: string,
	image: string,
	task: TaskHandle,
): Promise<void> {
	const { plan, signal, tree } = ctx;
	const writer = OUTPUT_WRITERS[format];
	const job = { target, plan, signal, task };
	if (writer.from === "disk") await writer.write({ ...job, image });
	else await writer.write({ ...job, tree, scratch: ctx.work.images });
}

/** Gives the finished output its name, and tells of it. */
async function put(
	ctx: BuildContext,
	{ file, format }: PlannedOutput,
	temporary: string,
	task: TaskHandle,
): Promise<WrittenOutput> {
	const { plan, order } = ctx;
	const { directory, overwriteOldImage, checksums: wanted } = plan.settings;
	const final = resolve(directory, file);
	const { bytes, checksums, renamed }: Published = await publish({
		temporary,
		final,
		label: file,
		overwrite: overwriteOldImage,
		checksums: wanted,
		owner: order.caller,
		now: new Date(),
	});
	if (renamed) task.log.note(`Old image found. Renamed it to ${renamed}`);
	task.log.note(`Image file ${file} created...`);
	ctx.emit({ type: "artifact", path: final, format, bytes, checksums });
	return { file, format, bytes, checksums };
}

/** Beside the image, and in the folder of the run, where no later build overwrites it. */
async function writeManifest(ctx: BuildContext, disk: SealedDisk, written: readonly WrittenOutput[]): Promise<void> {
	const { order, plan } = ctx;
	const { imageName, settings } = plan;
	const base = isAbsolute(imageName) ? imageName : join(settings.directory, imageName);
	const text = `${JSON.stringify({ ...disk.description, outputs: written }, undefined, 2)}\n`;
	for (const [file, flag] of [
		[`${base}.manifest.json`, "w"],
		[join(order.runFolder, MANIFEST_FILE), "wx"],
	] as const) {
		await writeFile(file, text, { flag, mode: 0o666 & ~order.caller.umask });
		await chown(file, order.caller.uid, order.caller.gid);
	}
}
