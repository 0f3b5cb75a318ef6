import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { buildGraph } from "../core/disk/graph.js";
import { imageSizeKiB, rootMkfsOptions } from "../core/disk/image-size.js";
import { assertFits, type DiskLayout, layoutDisk } from "../core/disk/layout.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../core/disk/read-config.js";
import type { BuildContext } from "./build-context.js";
import { runTool } from "./process/run.js";
import { engineStep } from "./stage.js";

/** Writes what hooks may read about the block device layer before its devices exist (contract §7.3 step 3, §9.2). */
export async function describeDiskForHooks(ctx: BuildContext): Promise<void> {
	const { disk, settings } = ctx.plan;
	const folder = join(ctx.work.build, "block-device");
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, "config.yaml"), disk.text);
	const params = {
		config: join(folder, "config.yaml"),
		"image-dir": ctx.work.images,
		"root-fs-type": settings.fsType,
		"root-label": settings.rootLabel ?? null,
		"mount-base": ctx.work.mount,
		"build-dir": ctx.work.build,
	};
	await writeFile(join(folder, "params.yaml"), stringify(params));
	const state = join(ctx.work.build, "states/block-device");
	await mkdir(state, { recursive: true });
	await writeFile(join(state, "config.json"), JSON.stringify(disk.config));
}

/** Measures the finished tree and decides the size of the image; hooks see it as DIB_IMAGE_SIZE in KiB (contract §7.4). */
export async function sizeImage(ctx: BuildContext): Promise<void> {
	await engineStep(ctx, "block-device", "size", "measure the tree", async (note) => {
		const { settings } = ctx.plan;
		const { stdout } = await runTool(["du", "-s", "-k", "-x", ctx.tree]);
		const treeKiB = Number.parseInt(stdout, 10);
		const size = imageSizeKiB({
			treeKiB,
			...(settings.imageSize === undefined ? {} : { imageSize: settings.imageSize }),
			...(settings.imageExtraSize === undefined ? {} : { extraSize: settings.imageExtraSize }),
			journalSize: settings.journalSize,
			rootFsType: ctx.plan.disk.rootFsType,
			efi: ctx.elements.some(({ name }) => name.startsWith("block-device-efi")),
		});
		note(`the tree takes ${treeKiB} KiB, the image gets ${size} KiB`);
		ctx.environment.DIB_IMAGE_SIZE = String(size);
	});
}

/** The layout for the size that was measured. Throws DiskError when it does not fit. */
export function finalLayout(ctx: BuildContext): DiskLayout {
	const { disk, settings } = ctx.plan;
	const imageSize = Number(ctx.environment.DIB_IMAGE_SIZE) * 1024;
	const config = mergeRootParams(flattenConfig(parseConfig(disk.text, "block device configuration")), {
		rootFsType: settings.fsType,
		...(settings.rootLabel ? { rootLabel: settings.rootLabel } : {}),
		rootFsOpts: rootMkfsOptions({
			rootFsType: disk.rootFsType,
			journalSize: settings.journalSize,
			given: settings.mkfsOptions,
			...(settings.maxOnlineResize ? { maxOnlineResize: settings.maxOnlineResize } : {}),
			...(ctx.environment.DIB_RELEASE ? { release: ctx.environment.DIB_RELEASE } : {}),
		}),
	});
	const blockSize = Number(ctx.environment.DIB_BLOCK_SIZE ?? 0);
	const layout = layoutDisk(buildGraph(config, { imageSize, ...(blockSize ? { blockSize } : {}) }));
	assertFits(layout);
	return layout;
}
