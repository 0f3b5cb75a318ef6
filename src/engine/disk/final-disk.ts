import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { assertFits, layoutDisk } from "../../core/disk/compute-layout.js";
import type { ConfigNode } from "../../core/disk/disk-config.js";
import type { DiskLayout } from "../../core/disk/disk-layout.js";
import { diskState } from "../../core/disk/disk-state.js";
import { fixedSizes } from "../../core/disk/fixed-sizes.js";
import { buildGraph, type DiskGraph } from "../../core/disk/graph.js";
import { imageSizeKiB, rootMkfsOptions } from "../../core/disk/image-size.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../../core/disk/read-config.js";
import { usageReport } from "../../core/output/usage-report.js";
import { given } from "../../core/values/given.js";
import { runTool } from "../../host/run-tool.js";
import type { BuildContext } from "../build-context.js";
import { keepTimes } from "../reproducible/keep-times.js";
import { steadyTreeKiB } from "../reproducible/tree-size.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { realMountPoints } from "./mount-points.js";
import type { MountedDisk } from "./mounted-disk.js";

/** Writes what hooks may read about the block device layer before its devices exist (contract §7.3 step 3, §9.2). */
export async function describeDiskForHooks(ctx: BuildContext): Promise<void> {
	await mkdir(join(ctx.work.build, "block-device"), { recursive: true });
	await writeFile(configFile(ctx), ctx.plan.disk.text);
	await writeParams(ctx);
	await writeState(ctx, "config.json", JSON.stringify(ctx.plan.disk.config));
}

/** The image with its size in it for hooks. */
export interface SizedSite extends Site {
	readonly sizeKiB: number;
}

/** Measures the finished tree and decides the size of the image; hooks see it as DIB_IMAGE_SIZE in KiB (contract §7.3 step 19, §7.4). */
export const measureTree: Step<Site, SizedSite> = {
	stage: "block-device",
	id: "size",
	title: "measure the tree",
	reads: ["tree"],
	changes: [],
	async run(ctx, site, { log }) {
		const { settings, disk } = ctx.plan;
		if (settings.reproducible) await keepTimes(ctx, site.tree);
		const treeKiB = settings.reproducible ? await steadyTreeKiB(site.tree) : await usedKiB(site.tree);
		const sizeKiB = imageSizeKiB({
			treeKiB,
			...(settings.imageSize === undefined ? {} : { imageSize: settings.imageSize }),
			...(settings.imageExtraSize === undefined ? {} : { extraSize: settings.imageExtraSize }),
			journalSize: settings.journalSize,
			rootFsType: disk.rootFsType,
			efi: ctx.elements.some(({ name }) => name.startsWith("block-device-efi")),
			fixed: fixedSizes(disk.config),
		});
		log.note(`the tree takes ${treeKiB} KiB, the image gets ${sizeKiB} KiB`);
		await reportUsage(ctx, site, (line) => log.note(line));
		return { ...site, sizeKiB, variables: { ...site.variables, DIB_IMAGE_SIZE: String(sizeKiB) } };
	},
};

/** KiB that a tree takes where it lies. */
export async function usedKiB(tree: string): Promise<number> {
	const { stdout } = await runTool(["du", "-s", "-k", "-x", tree]);
	return Number.parseInt(stdout, 10);
}

/** DIB_SHOW_IMAGE_USAGE: what takes the room (contract §7.4). */
async function reportUsage({ environment }: BuildContext, { tree }: Site, note: (line: string) => void): Promise<void> {
	const { DIB_SHOW_IMAGE_USAGE: wanted = "0", DIB_SHOW_IMAGE_USAGE_FULL: full = "0" } = environment;
	if (["", "0"].includes(wanted)) return;
	const { stdout } = await runTool(["du", "-a", "-k", "-x", tree]);
	for (const line of usageReport(stdout.split("\n"), tree, !["", "0"].includes(full))) note(line);
}

/** The disk with all sizes known. */
export interface SizedDisk {
	readonly graph: DiskGraph;
	readonly layout: DiskLayout;
}

/** The disk for the size that was measured, described for hooks too (contract §7.3, step 21). Throws DiskError when it does not fit. */
export async function sizedDisk(
	ctx: BuildContext,
	{ tree, sizeKiB }: SizedSite,
	note: (line: string) => void,
): Promise<SizedDisk> {
	const { disk, settings } = ctx.plan;
	const { DIB_RELEASE: release } = ctx.environment;
	const rootFsOpts = rootMkfsOptions({
		rootFsType: disk.rootFsType,
		journalSize: settings.journalSize,
		given: settings.mkfsOptions,
		...given("maxOnlineResize", settings.maxOnlineResize),
		...given("release", release || undefined),
	});
	const asked: ConfigNode[] = mergeRootParams(flattenConfig(parseConfig(disk.text, "block device configuration")), {
		rootFsType: settings.fsType,
		...given("rootLabel", settings.rootLabel || undefined),
		rootFsOpts,
	});
	await writeParams(ctx, { "image-size": `${sizeKiB}KiB`, ...given("root-fs-opts", rootFsOpts || undefined) });
	const sizes = { imageSize: sizeKiB * 1024, ...given("blockSize", disk.blockSize) };
	const { mountOrder } = layoutDisk(buildGraph(asked, sizes));
	const config = await realMountPoints(tree, asked, mountOrder, note);
	await writeState(ctx, "config.json", JSON.stringify(config));
	const graph = buildGraph(config, sizes);
	const layout = layoutDisk(graph);
	assertFits(layout);
	return { graph, layout };
}

/** Writes the state that `dib-block-device` of a hook finds once the devices exist (contract §9.10). */
export async function describeDevices(ctx: BuildContext, graph: DiskGraph, made: MountedDisk): Promise<void> {
	const { layout, devices: loops, files } = made;
	const state = diskState({ graph, layout, loops, files, mountBase: ctx.work.mount });
	await writeState(ctx, "state.json", JSON.stringify(state));
	await writeState(ctx, "fstab", layout.fstab);
}

const configFile = (ctx: BuildContext) => join(ctx.work.build, "block-device/config.yaml");

/** params.yaml (contract §9.2); `sized` are the keys that come with the size of the image. */
async function writeParams(ctx: BuildContext, sized: Readonly<Record<string, string>> = {}): Promise<void> {
	const { settings } = ctx.plan;
	const params = {
		config: configFile(ctx),
		"image-dir": ctx.work.images,
		"root-fs-type": settings.fsType,
		"root-label": settings.rootLabel ?? null,
		"mount-base": ctx.work.mount,
		"build-dir": ctx.work.build,
		...sized,
	};
	await writeFile(join(ctx.work.build, "block-device/params.yaml"), stringify(params, { lineWidth: 0 }));
}

async function writeState(ctx: BuildContext, name: string, text: string): Promise<void> {
	const folder = join(ctx.work.build, "states/block-device");
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, name), text);
}
