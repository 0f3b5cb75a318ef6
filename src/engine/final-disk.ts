import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { buildGraph } from "../core/disk/graph.js";
import { imageSizeKiB, rootMkfsOptions } from "../core/disk/image-size.js";
import { assertFits, type DiskLayout, layoutDisk } from "../core/disk/layout.js";
import { flattenConfig, mergeRootParams, parseConfig } from "../core/disk/read-config.js";
import { EXIT, UserError } from "../core/errors.js";
import type { BuildContext } from "./build-context.js";
import { mountKernelFileSystems } from "./chroot.js";
import { createDisk, type MountedDisk } from "./disk/mounted-disk.js";
import { unmountBelow } from "./mounts.js";
import { describeTree, type Manifest } from "./output/manifest.js";
import { runTool } from "./process/run.js";
import { engineStep } from "./stage.js";

/** The disk image when nothing is mounted any more. */
export interface SealedDisk {
	/** Raw image file of `image0`. */
	readonly image: string;
	readonly description: Omit<Manifest, "outputs">;
}

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

/** Makes the final file systems, copies the tree into them and mounts what hooks need (contract §7.3, steps 21–23). */
export async function makeFinalFileSystems(ctx: BuildContext): Promise<MountedDisk> {
	const disk = await engineStep(ctx, "disk", "create", "partitions and file systems", async (note) => {
		const layout = finalLayout(ctx);
		for (const image of layout.images) {
			note(`${image.name}: ${image.bytes} bytes, ${image.table ?? "no partition table"}`);
			for (const part of image.partitions) note(`  ${part.number} ${part.name}: ${part.bytes} bytes at ${part.start}`);
		}
		const made = await createDisk({
			layout,
			imageDirectory: ctx.work.images,
			mountBase: ctx.work.mount,
		});
		await writeFile(join(ctx.tree, "etc/fstab"), layout.fstab);
		return made;
	});
	ctx.scope.defer("the final file systems", async () => {
		await unmountBelow(ctx.work.mount, new Set(disk.mountPoints));
		await disk.abandon();
	});
	await engineStep(ctx, "disk", "copy", "copy the tree", async () => {
		await copyTree(ctx.tree, ctx.work.mount);
		await ctx.rootTree.close();
		ctx.tree = ctx.work.mount;
		await mountKernelFileSystems(ctx.tree);
	});
	ctx.environment.IMAGE_BLOCK_DEVICE = disk.devices.get("image0") ?? "";
	ctx.environment.IMAGE_BLOCK_DEVICES = [...disk.devices].map(([name, device]) => ` [${name}]=${device} `).join("");
	return disk;
}

async function copyTree(tree: string, disk: string): Promise<void> {
	try {
		await runTool(["cp", "-a", "--sparse=auto", "--", `${tree}/.`, disk]);
	} catch (cause) {
		if (!(cause instanceof UserError) || !/No space left on device/.test(cause.message)) throw cause;
		const { stdout } = await runTool(["du", "-s", "-m", "-x", tree]);
		throw new UserError({
			code: "disk-full",
			message: `the tree of ${Number.parseInt(stdout, 10)} MiB does not fit into the file systems of the image`,
			next: ["Give the image a larger size (--size 4GiB, --image-size 4), or its partitions."],
			exitCode: EXIT.failed,
			cause,
		});
	}
}

function finalLayout(ctx: BuildContext): DiskLayout {
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

/** Describes the finished tree, then unmounts everything and lets the devices go (contract §7.3, steps 28–30). */
export async function sealDisk(ctx: BuildContext, disk: MountedDisk): Promise<SealedDisk> {
	return engineStep(ctx, "output", "seal", "trim and unmount", async () => {
		const description = await describeTree(ctx.plan, ctx.tree, new Date().toISOString());
		await unmountBelow(ctx.work.mount, new Set(disk.mountPoints));
		const files = await disk.finish();
		return { image: files.get("image0") ?? "", description };
	});
}
