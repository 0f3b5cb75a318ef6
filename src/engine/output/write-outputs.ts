import { chown, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { MANIFEST_FILE, type Manifest } from "../../core/output/manifest.js";
import { FORMATS } from "../../core/output/output-formats.js";
import type { PlannedOutput } from "../../core/planning/plan.js";
import type { TaskProgress } from "../../core/run/build-state.js";
import { maskStrings } from "../../core/secrets/masker.js";
import { given } from "../../core/values/given.js";
import type { BuildContext } from "../build-context.js";
import type { SealedDisk } from "../disk/sealed-disk.js";
import { identity } from "../reproducible/identity.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import type { TaskHandle } from "../tasks/task.js";
import { fullFolder } from "../work/full-folder.js";
import type { HookArtifact } from "../work/hook-artifacts.js";
import { OUTPUT_WRITERS } from "./formats/writers.js";
import { type PreparedOutput, prepareOutput, temporaryName } from "./prepare-output.js";
import { PUBLICATION_FILE } from "./publication.js";
import { type OutputSet, publishSet, temporaryTexts } from "./publish.js";

/** Writes what is made of the finished tree, in which nothing of the host is mounted any more (contract §7.3, step 27). */
export function writeTreeOutputs(ctx: BuildContext, { tree }: Site): Promise<PreparedOutput[]> {
	return writeOutputs(ctx, "tree", tree);
}

/**
 * Writes what is made of the disk image (contract §7.3, step 32), then puts it, what was made of the tree and the manifest
 * of all in place together. `left` are files that hooks have left beside the image.
 */
export async function writeDiskOutputs(
	ctx: BuildContext,
	disk: SealedDisk,
	fromTree: readonly PreparedOutput[],
	left: readonly HookArtifact[],
): Promise<void> {
	const outputs = [...fromTree, ...(await writeOutputs(ctx, "disk", disk.image))];
	if (outputs.length + left.length > 0) await putInPlace(ctx, disk, outputs, left);
}

async function writeOutputs(ctx: BuildContext, from: "tree" | "disk", source: string): Promise<PreparedOutput[]> {
	const written: PreparedOutput[] = [];
	for (const output of ctx.plan.outputs.filter(({ format }) => FORMATS[format].from === from)) {
		const place = placeOf(ctx, output);
		written.push(await runStep(ctx, writeOutput(output), { source, ...place }));
		ctx.scope.defer(`the unfinished ${output.file}`, () => remove(place));
	}
	return written;
}

/** Where an output is written, and what it is made of: the tree, or the raw image file. */
interface OutputInput {
	readonly source: string;
	readonly temporary: string;
	readonly final: string;
}

function placeOf({ plan, order }: BuildContext, { file }: PlannedOutput) {
	const final = resolve(plan.settings.directory, file);
	return { final, temporary: temporaryName(final, order.runId) };
}

const remove = ({ temporary }: Pick<OutputInput, "temporary">) => rm(temporary, { recursive: true, force: true });

const writeOutput = (output: PlannedOutput): Step<OutputInput, PreparedOutput> => ({
	stage: "output",
	id: output.format,
	title: `write ${output.file}`,
	reads: [FORMATS[output.format].from],
	changes: ["outputs"],
	rewind: (_, place) => remove(place),
	async run(ctx, { source, temporary, final }, task) {
		const { file, format } = output;
		const place = { temporary };
		await ctx.willLeave(temporary);
		// What somebody has put there, a link perhaps, is not written through.
		await remove(place);
		try {
			await write(ctx, output, temporary, source, task);
			const { caller } = ctx.order;
			const tell = (progress: TaskProgress) => task.log.tell(progress);
			const { checksums } = ctx.plan.settings;
			return await prepareOutput({ temporary, final, file, format }, checksums, caller, tell);
		} catch (error) {
			// Looked at before what was begun makes room again.
			const full = ctx.signal.aborted ? undefined : fullFolder(dirname(final), file, error);
			await remove(place);
			throw full ?? error;
		}
	},
});

async function write(
	ctx: BuildContext,
	{ format }: PlannedOutput,
	target: string,
	source: string,
	task: TaskHandle,
): Promise<void> {
	const { plan, signal } = ctx;
	const writer = OUTPUT_WRITERS[format];
	const job = { target, plan, signal, task, ...given("identity", identity(ctx)) };
	if (writer.from === "disk") await writer.write({ ...job, image: source });
	else await writer.write({ ...job, tree: source, scratch: ctx.work.images });
}

/** Gives all finished outputs their names, and tells of them; the manifest lies also in the folder of the run. */
async function putInPlace(
	ctx: BuildContext,
	{ description }: SealedDisk,
	outputs: readonly PreparedOutput[],
	left: readonly HookArtifact[],
): Promise<void> {
	const { order, plan, secrets } = ctx;
	const told = outputs.map(({ file, format, bytes, checksums }) => ({ file, format, bytes, checksums }));
	const described: Manifest = { ...description, outputs: [...left, ...told] };
	const text = `${JSON.stringify(maskStrings(described, secrets.mask), undefined, 2)}\n`;
	const manifest = { final: `${resolve(plan.settings.directory, plan.imageName)}.manifest.json`, text };
	const set = { outputs, manifest, runId: order.runId };
	const texts = temporaryTexts(set);
	ctx.scope.defer("the unfinished checksum files", async () => {
		for (const text of texts) await rm(text, { force: true });
	});
	await runStep(ctx, publish, { ...set, texts });
}

type PublishInput = Pick<OutputSet, "outputs" | "manifest" | "runId"> & { readonly texts: readonly string[] };

const publish: Step<PublishInput> = {
	stage: "output",
	id: "publish",
	title: "put the outputs in place",
	reads: ["outputs"],
	changes: ["outputs"],
	async run(ctx, { texts, ...set }, { log }) {
		const { order, plan } = ctx;
		const { overwriteOldImage, keepOlder } = plan.settings;
		const kept = join(order.runFolder, MANIFEST_FILE);
		await rm(kept, { force: true });
		await writeFile(kept, set.manifest.text, { flag: "wx", mode: 0o666 & ~order.caller.umask });
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
		for (const name of aside.values()) log.note(`Old image found. Renamed it to ${name}`);
		for (const name of removed) log.note(`Older image removed, ${keepOlder} are kept: ${name}`);
		for (const { file, final, format, bytes, used, checksums } of set.outputs) {
			log.note(`Image file ${file} created...`);
			ctx.emit({ type: "artifact", path: final, format, bytes, used, checksums });
		}
	},
};
