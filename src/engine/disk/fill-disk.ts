import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DiskImage, DiskLayout, PlacedFileSystem } from "../../core/disk/disk-layout.js";
import type { Identity } from "../../core/reproducible/identity.js";
import { runTool } from "../../host/run-tool.js";
import { sortedCopy } from "../reproducible/sorted-copy.js";
import type { CopyMeter } from "../tasks/copy-meter.js";
import { inTree } from "../tree/in-tree.js";
import { Scope } from "../work/scope.js";
import { copyTree } from "./copy-tree.js";
import { type Content, canFill, makeFileSystem } from "./make-file-system.js";
import { ownContent, temporaryFolder } from "./own-content.js";
import { writeImageFile } from "./write-table.js";

export interface FillDiskOptions {
	readonly layout: DiskLayout;
	/** The finished tree, /etc/fstab included; what is mounted inside it is left out. */
	readonly tree: string;
	readonly imageDirectory: string;
	/** Hears how much of the tree is in the file systems. */
	readonly meter?: CopyMeter;
	/** Of a reproducible image. */
	readonly identity?: Identity;
	/** Name of an image's file; in `imageDirectory` unless given. */
	readonly fileOf?: (image: DiskImage) => string;
}

/**
 * Makes the image files with their content in one go, without loop devices and without mounting what they hold, except
 * for types that cannot be filled otherwise, such as xfs. Knows no logical volumes. Needs a private mount namespace, but not root of
 * the host. Returns the raw image files by name.
 */
export async function fillDisk(options: FillDiskOptions): Promise<Map<string, string>> {
	const {
		layout,
		tree,
		imageDirectory,
		identity,
		fileOf = ({ name }) => join(imageDirectory, `${name}.raw`),
	} = options;
	for (const point of layout.mountOrder) await inTree(tree, point, { make: true }, async () => {});
	const files = new Map<string, string>();
	try {
		for (const image of layout.images) {
			const file = fileOf(image);
			files.set(image.name, file);
			await writeImageFile(image, file, identity);
			for (const system of layout.fileSystems.filter(({ place }) => place?.image === image.name)) {
				await fill(system, options, file, image.sectorSize);
			}
		}
		return files;
	} catch (error) {
		for (const file of files.values()) await rm(file, { force: true });
		throw error;
	}
}

async function fill(
	system: PlacedFileSystem,
	{ layout, tree, imageDirectory, meter, identity }: FillDiskOptions,
	file: string,
	sectorSize: number,
): Promise<void> {
	const point = system.mountPoint;
	if (point === undefined || !layout.mountOrder.includes(point))
		return makeFileSystem(system, file, sectorSize, undefined, identity);
	const scope = new Scope();
	try {
		const view = await ownContent(scope, point, { mountOrder: layout.mountOrder, tree, imageDirectory });
		const fillable = canFill(system.type);
		const folder = identity ? await sortedCopy(scope, view, imageDirectory, identity.epoch) : view;
		const content = { folder, ...(meter ? { onRead: meter.part() } : {}) };
		await makeFileSystem(system, file, sectorSize, fillable ? content : undefined, identity);
		if (!fillable) await copyMounted(scope, system, content, file, await temporaryFolder(scope, imageDirectory));
	} catch (error) {
		await scope.close();
		throw error;
	}
	const [failure] = await scope.close();
	if (failure) throw failure.error;
}

async function copyMounted(
	scope: Scope,
	{ type, place }: PlacedFileSystem,
	{ folder, ...reads }: Content,
	file: string,
	target: string,
): Promise<void> {
	if (!place) return;
	await mount(scope, ["-t", type, "-o", `loop,offset=${place.start},sizelimit=${place.bytes}`, file], target);
	await copyTree(folder, target, { imageDirectory: dirname(file), ...reads });
	await runTool(["sync", "-f", target]);
	await runTool(["fstrim", "--quiet-unsupported", target]);
}

async function mount(scope: Scope, argv: readonly string[], at: string): Promise<void> {
	await runTool(["mount", "--no-mtab", ...argv, at]);
	scope.defer(`the mount ${at}`, () => runTool(["umount", "--no-mtab", at]));
}
