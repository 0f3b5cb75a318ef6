import { join } from "node:path";
import { blockDevices } from "../../core/disk/getval.js";
import { runnableHooks } from "../../core/hooks/hook-order.js";
import type { Phase } from "../../core/hooks/phases.js";
import { needsDisk } from "../../core/output/output-formats.js";
import type { BuildContext } from "../build-context.js";
import { listEntries } from "../hooks/hook-entries.js";
import { describeTree, type Manifest } from "../output/manifest.js";
import { mountKernelFileSystems } from "../root/chroot.js";
import { unmountBelow } from "../root/mounts.js";
import { CopyMeter, treeBytes } from "../tasks/copy-meter.js";
import { engineStep } from "../tasks/stage.js";
import { writeInTree } from "../tree/files.js";
import { copyTree } from "./copy-tree.js";
import { fillDisk } from "./fill-disk.js";
import { describeDevices, type SizedDisk, sizedDisk } from "./final-disk.js";
import { imageNames } from "./lasting-images.js";
import { createDisk } from "./mounted-disk.js";

/** The disk image when nothing is mounted any more. */
export interface SealedDisk {
	/** Raw image file of `image0`; empty when no output is made of it. */
	readonly image: string;
	readonly description: Omit<Manifest, "outputs">;
}

/** What the last phases run on; sealed when they are done. */
export interface FinalFileSystems {
	/** Unmounts what is not the image's own: archives of the tree hold no device of the host (contract Q35). */
	showTreeAlone(): Promise<void>;
	/** Describes the finished tree, then unmounts everything and lets the devices go (contract §7.3, steps 29 and 30). */
	seal(): Promise<SealedDisk>;
}

const LAST_PHASES: readonly Phase[] = ["pre-finalise", "finalise", "cleanup"];

/**
 * Makes what the last phases need (contract §7.3, steps 21–23): the final file systems with the tree in them where a
 * hook needs those, else the tree stays where it is and the file systems are filled with it at the end, which needs no devices, or
 * never where no output is a disk (Q64). Logical volumes exist only as devices, so they are always mounted.
 */
export async function makeFinalFileSystems(ctx: BuildContext): Promise<FinalFileSystems> {
	return ctx.plan.disk.usesLvm || (await somethingNeedsThem(ctx)) ? mountThem(ctx) : fillThemLater(ctx);
}

/** Looked up now and not when planning: extra-data hooks add hooks, and what is known of nobody is trusted with nothing. */
async function somethingNeedsThem(ctx: BuildContext): Promise<boolean> {
	const indifferent = (phase: Phase, hook: string) => {
		const owner = ctx.sourceOf(phase, hook)?.element;
		const meta = ctx.elements.find(({ name }) => name === owner)?.meta;
		return meta?.finalFilesystem[`${phase}.d/${hook}`] === false;
	};
	for (const phase of LAST_PHASES) {
		const { run } = runnableHooks(
			await listEntries(join(ctx.work.hooks, `${phase}.d`)),
			ctx.environment.RUN_PARTS_REGEX,
		);
		if (run.some((hook) => !indifferent(phase, hook))) return true;
	}
	return ctx.plan.settings.breakPoints.some((point) => LAST_PHASES.some((phase) => point.endsWith(phase)));
}

async function mountThem(ctx: BuildContext): Promise<FinalFileSystems> {
	const disk = await engineStep(ctx, "disk", "create", "partitions and file systems", async (note) => {
		const { graph, layout } = await layOut(ctx, note);
		await writeInTree(ctx.tree, "etc/fstab", layout.fstab);
		const { fileOf, putInPlace } = await imageNames(ctx, layout);
		const where = { imageDirectory: ctx.work.images, mountBase: ctx.work.mount };
		const made = await createDisk({ layout, fileOf, ...where });
		await describeDevices(ctx, graph, made);
		return { ...made, putInPlace };
	});
	ctx.scope.defer("the final file systems", async () => {
		await unmountBelow(ctx.work.mount, new Set(disk.mountPoints));
		await disk.abandon();
	});
	await engineStep(ctx, "disk", "copy", "copy the tree", async (_, tell) => {
		const meter = new CopyMeter(treeBytes(ctx.tree), "copied", tell);
		await copyTree(ctx.tree, ctx.work.mount, { imageDirectory: ctx.work.images, onRead: meter.part() });
		await ctx.rootTree.close();
		ctx.tree = ctx.work.mount;
		await mountKernelFileSystems(ctx.tree);
	});
	ctx.environment.IMAGE_BLOCK_DEVICE = disk.devices.get("image0") ?? "";
	ctx.environment.IMAGE_BLOCK_DEVICES = blockDevices(disk.devices);
	return {
		showTreeAlone: () => unmountBelow(ctx.work.mount, new Set(disk.mountPoints)),
		seal: () =>
			engineStep(ctx, "output", "seal", "trim and unmount", async () => {
				const description = await describeTree(ctx.plan, ctx.tree, new Date().toISOString());
				const files = await disk.putInPlace(await disk.finish());
				return { image: files.get("image0") ?? "", description };
			}),
	};
}

async function fillThemLater(ctx: BuildContext): Promise<FinalFileSystems> {
	const wanted = needsDisk(ctx.plan.outputs.map(({ format }) => format));
	const layout = await engineStep(ctx, "disk", "lay-out", "partitions and file systems", async (note) => {
		const { layout: planned } = await layOut(ctx, note);
		await writeInTree(ctx.tree, "etc/fstab", planned.fstab);
		await ctx.rootTree.moveTo(ctx.work.mount);
		ctx.tree = ctx.work.mount;
		await mountKernelFileSystems(ctx.tree);
		if (wanted) note("no hook of the last phases needs them mounted: they are made and filled at the end");
		else note("neither a hook of the last phases nor an output needs them: they are not made");
		return planned;
	});
	const fill = () =>
		engineStep(ctx, "output", "fill", "make and fill the file systems", async (_, tell) => {
			const meter = new CopyMeter(treeBytes(ctx.tree), "copied", tell);
			const { fileOf, putInPlace } = await imageNames(ctx, layout);
			const files = await putInPlace(
				await fillDisk({ layout, fileOf, tree: ctx.tree, meter, imageDirectory: ctx.work.images }),
			);
			return files.get("image0") ?? "";
		});
	return {
		showTreeAlone: () => unmountBelow(ctx.tree),
		async seal() {
			const description = await describeTree(ctx.plan, ctx.tree, new Date().toISOString());
			const image = wanted ? await fill() : "";
			await ctx.rootTree.close();
			return { image, description };
		},
	};
}

async function layOut(ctx: BuildContext, note: (line: string) => void): Promise<SizedDisk> {
	const disk = await sizedDisk(ctx, note);
	for (const image of disk.layout.images) {
		note(`${image.name}: ${image.bytes} bytes, ${image.table ?? "no partition table"}`);
		for (const part of image.partitions) note(`  ${part.number} ${part.name}: ${part.bytes} bytes at ${part.start}`);
	}
	return disk;
}
