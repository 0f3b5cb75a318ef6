import type { Stats } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DiskImage, DiskLayout, PlacedFileSystem } from "../../core/disk/disk-layout.js";
import { runTool } from "../../host/run-tool.js";
import type { CopyMeter } from "../tasks/copy-meter.js";
import { inTree } from "../tree/in-tree.js";
import { mountOn, realName } from "../tree/mount.js";
import { Scope } from "../work/scope.js";
import { copyTree } from "./copy-tree.js";
import { type Content, canFill, makeFileSystem } from "./make-file-system.js";
import { writeImageFile } from "./write-table.js";

export interface FillDiskOptions {
	readonly layout: DiskLayout;
	/** The finished tree, /etc/fstab included; what is mounted inside it is left out. */
	readonly tree: string;
	readonly imageDirectory: string;
	/** Hears how much of the tree is in the file systems. */
	readonly meter?: CopyMeter;
	/** Name of an image's file; in `imageDirectory` unless given. */
	readonly fileOf?: (image: DiskImage) => string;
}

/**
 * Makes the image files with their content in one go, without loop devices and without mounting what they hold, except
 * for types that cannot be filled otherwise, such as xfs. Knows no logical volumes. Needs a private mount namespace, but not root of
 * the host. Returns the raw image files by name.
 */
export async function fillDisk(options: FillDiskOptions): Promise<Map<string, string>> {
	const { layout, tree, imageDirectory, fileOf = ({ name }) => join(imageDirectory, `${name}.raw`) } = options;
	for (const point of layout.mountOrder) await inTree(tree, point, { make: true }, async () => {});
	const files = new Map<string, string>();
	try {
		for (const image of layout.images) {
			const file = fileOf(image);
			files.set(image.name, file);
			await writeImageFile(image, file);
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
	{ layout, tree, imageDirectory, meter }: FillDiskOptions,
	file: string,
	sectorSize: number,
): Promise<void> {
	const point = system.mountPoint;
	if (point === undefined || !layout.mountOrder.includes(point)) return makeFileSystem(system, file, sectorSize);
	const scope = new Scope();
	try {
		const view = await temporaryFolder(scope, imageDirectory);
		await showOwnContent(scope, point, layout.mountOrder, tree, view);
		const fillable = canFill(system.type);
		const content = { folder: view, ...(meter ? { onRead: meter.part() } : {}) };
		await makeFileSystem(system, file, sectorSize, fillable ? content : undefined);
		if (!fillable) await copyMounted(scope, system, content, file, await temporaryFolder(scope, imageDirectory));
	} catch (error) {
		await scope.close();
		throw error;
	}
	const [failure] = await scope.close();
	if (failure) throw failure.error;
}

/**
 * Makes `view` show one file system's part of the tree: a plain bind mount shows nothing of what is mounted below, and empty
 * folders with the attributes of the real ones hide what belongs to the file systems further down.
 */
async function showOwnContent(
	scope: Scope,
	point: string,
	mountOrder: readonly string[],
	tree: string,
	view: string,
): Promise<void> {
	await inTree(tree, point, {}, async ({ it, path }) => {
		if (path !== point) throw new Error(`${point} is ${path} in the image`);
		await runTool(["mount", "--no-mtab", "--no-canonicalize", "--bind", `${it}/.`, view]);
		scope.defer(`the mount ${view}`, () => runTool(["umount", "--no-mtab", view]));
	});
	for (const other of mountOrder) {
		const inside = `${point.replace(/\/$/, "")}/`;
		if (!other.startsWith(inside) || other === point) continue;
		if (mountOrder.some((outer) => outer !== point && outer.startsWith(inside) && other.startsWith(`${outer}/`)))
			continue;
		const hidden = other.slice(inside.length);
		await inTree(view, hidden, {}, async ({ it, stats }) => {
			const { mode, uid, gid } = stats as Stats;
			const attributes = `mode=${(mode & 0o7777).toString(8)},uid=${uid},gid=${gid},size=64k`;
			await mountOn(["-t", "tmpfs", "-o", attributes, "diskwright-empty"], it as string);
		});
		scope.defer(`the mount ${hidden}`, async () =>
			runTool(["umount", "--no-mtab", "--", await realName(view, hidden)]),
		);
	}
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

/** Beside the images: whoever removes what a killed build has left removes it too. */
async function temporaryFolder(scope: Scope, imageDirectory: string): Promise<string> {
	const folder = await mkdtemp(join(imageDirectory, "fill-"));
	// Never `rm -r`: should an unmount fail, the tree itself would be behind it.
	scope.defer(`the folder ${folder}`, () => runTool(["rmdir", folder]));
	return folder;
}
