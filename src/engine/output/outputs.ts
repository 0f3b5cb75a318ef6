import { chown, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { FORMATS } from "../../core/output/output-formats.js";
import { given } from "../../core/planning/build-options.js";
import type { PlannedOutput } from "../../core/planning/plan.js";
import type { TaskProgress } from "../../core/run/build-state.js";
import { maskStrings } from "../../core/secrets/masker.js";
import type { BuildContext } from "../build-context.js";
import type { SealedDisk } from "../disk/final-file-systems.js";
import { engineStep } from "../tasks/stage.js";
import type { TaskHandle } from "../tasks/task.js";
import { fullFolder } from "../work/full-folder.js";
import { MANIFEST_FILE, type Manifest } from "./manifest.js";
import { OUTPUT_WRITERS } from "./output-format.js";
import { type PreparedOutput, prepareOutput, temporaryName } from "./prepare-output.js";
import { PUBLICATION_FILE } from "./publication.js";
import { publishSet, temporaryTexts } from "./publish.js";

type WrittenOutput = Manifest["outputs"][number];

/** Writes what is made of the finished tree, in which nothing of the host is mounted any more (contract §7.3, step 27). */
export function writeTreeOutputs(ctx: BuildContext): Promise<PreparedOutput[]> {
	return writeOutputs(ctx, "tree");
}

/**
 * Writes what is made of the disk image (contract §7.3, step 32), then puts it, what was made of the tree and the manifest
 * of all in place together. `left` are files that hooks have left beside the image.
 */
export async function writeDiskOutputs(
	ctx: BuildContext,
	disk: SealedDisk,
	fromTree: readonly PreparedOutput[],
	left: readonly WrittenOutput[],
): Promise<void> {
	const outputs = [...fromTree, ...(await writeOutputs(ctx, "disk", disk.image))];
	if (outputs.length + left.length > 0) await putInPlace(ctx, disk, outputs, left);
}

async function writeOutputs(ctx: BuildContext, from: "tree" | "disk", image = ""): Promise<PreparedOutput[]> {
	const { directory, checksums } = ctx.plan.settings;
	const written: PreparedOutput[] = [];
	for (const output of ctx.plan.outputs.filter(({ format }) => FORMATS[format].from === from)) {
		const { file, format } = output;
		const final = resolve(directory, file);
		const temporary = temporaryName(final, ctx.order.runId);
		const remove = () => rm(temporary, { recursive: true, force: true });
		await ctx.tasks.run({
			id: `output/${format}`,
			stage: "output",
			title: `write ${file}`,
			where: "host",
			mayBeSkipped: false,
			rewind: remove,
			run: async (task) => {
				await ctx.willLeave(temporary);
				// What somebody has put there, a link perhaps, is not written through.
				await remove();
				try {
					await write(ctx, output, temporary, image, task);
					const { caller } = ctx.order;
					const tell = (progress: TaskProgress) => task.log.tell(progress);
					written.push(await prepareOutput({ temporary, final, file, format }, checksums, caller, tell));
				} catch (error) {
					// Looked at before what was begun makes room again.
					const full = ctx.signal.aborted ? undefined : fullFolder(dirname(final), file, error);
					await remove();
					throw full ?? error;
				}
			},
		});
		ctx.scope.defer(`the unfinished ${file}`, remove);
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

/** Gives all finished outputs their names, and tells of them; the manifest lies also in the folder of the run. */
async function putInPlace(
	ctx: BuildContext,
	disk: SealedDisk,
	outputs: readonly PreparedOutput[],
	left: readonly WrittenOutput[],
): Promise<void> {
	const { order, plan } = ctx;
	const { directory, overwriteOldImage, keepOlder } = plan.settings;
	const told = outputs.map(({ file, format, bytes, checksums }) => ({ file, format, bytes, checksums }));
	const described: Manifest = { ...disk.description, outputs: [...left, ...told] };
	const text = `${JSON.stringify(maskStrings(described, ctx.secrets.mask), undefined, 2)}\n`;
	const manifest = { final: `${resolve(directory, plan.imageName)}.manifest.json`, text };
	const set = { outputs, manifest, runId: order.runId };
	const texts = temporaryTexts(set);
	ctx.scope.defer("the unfinished checksum files", async () => {
		for (const text of texts) await rm(text, { force: true });
	});
	await engineStep(ctx, "output", "publish", "put the outputs in place", async (note) => {
		const kept = join(order.runFolder, MANIFEST_FILE);
		await rm(kept, { force: true });
		await writeFile(kept, text, { flag: "wx", mode: 0o666 & ~order.caller.umask });
		await chown(kept, order.caller.uid, order.caller.gid);
		for (const text of texts) await ctx.willLeave(text);
		const { aside, removed } = await publishSet({
			...set,
			owner: order.caller,
			overwrite: overwriteOldImage,
			...given("keepOlder", keepOlder),
			now: new Date(),
			journal: join(order.runFolder, PUBLICATION_FILE),
		});
		for (const name of aside.values()) note(`Old image found. Renamed it to ${name}`);
		for (const name of removed) note(`Older image removed, ${keepOlder} are kept: ${name}`);
		for (const { file, final, format, bytes, used, checksums } of outputs) {
			note(`Image file ${file} created...`);
			ctx.emit({ type: "artifact", path: final, format, bytes, used, checksums });
		}
	});
}
