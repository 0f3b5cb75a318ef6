import { createHash } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MeasuredBuild } from "../../core/batch/budget.js";
import type { BuildOrder, BuildSettings } from "../../core/planning/plan.js";
import { neededMemory, tooLittleMemory } from "../../core/planning/work-in-memory.js";
import { freeMemory } from "../../host/free-memory.js";
import { runTool } from "../../host/run-tool.js";
import { releaseLoopsBelow } from "../disk/release-loops.js";
import { removeEntry } from "../tree/files.js";
import { mountsBelow, unmount, unmountBelow } from "../tree/unmount.js";

/** The temporary folders of one build (contract §7.2). All lie in one directory, which is a tmpfs where memory allows. */
export interface WorkDirectory {
	/** TMP_BUILD_DIR: the directory itself, `dib_build.ID`. Elements cut the part behind the dot out of it. */
	readonly build: string;
	/** TMPDIR of hooks outside the image: what programs leave there goes with the build. */
	readonly temporary: string;
	/** TMP_IMAGE_DIR: the raw image files. */
	readonly images: string;
	/** The layers of the root tree. */
	readonly layers: string;
	/** Where hooks keep copies of downloads for those of the image; made by them. No image depends on it. */
	readonly downloads: string;
	/** What starts programs of another processor; not made here. */
	readonly emulation: string;
	/** TMP_HOOKS_PATH. */
	readonly hooks: string;
	/** TMP_MOUNT_PATH. */
	readonly mount: string;
	/** The finished tree, once it left `mount`. */
	readonly built: string;
	readonly tmpfs: boolean;
}

/** Name of the folder with copies of downloads. */
export const DOWNLOADS = "downloads";

/**
 * The directory a build will use: named after its run, so that whoever finds it knows whose it is. Ids of runs are one of a kind
 * in one folder of runs only; other users, who have folders of their own, may share the folder for temporary files.
 */
export function workDirectoryPath({ plan, runId, runFolder }: BuildOrder): string {
	const folder = createHash("sha256").update(dirname(runFolder)).digest("hex").slice(0, 6);
	return join(plan.settings.tmp, `dib_build.${runId}-${folder}`);
}

/** TMP_MOUNT_PATH of that directory. */
export function treePath(order: BuildOrder): string {
	return join(workDirectoryPath(order), "mnt");
}

/** Makes the folders; mode 0700, because everything of the image passes through here. */
export async function makeWorkDirectory(build: string, tmpfs: boolean): Promise<WorkDirectory> {
	await mkdir(build, { recursive: true, mode: 0o700 });
	if (tmpfs)
		await runTool(["mount", "--no-mtab", "-t", "tmpfs", "-o", "mode=0700,size=75%,nr_inodes=0", "tmpfs", build]);
	const work: WorkDirectory = {
		build,
		temporary: join(build, "tmp"),
		images: join(build, "image"),
		layers: join(build, "layers"),
		downloads: join(build, DOWNLOADS),
		emulation: join(build, "emulation"),
		hooks: join(build, "hooks"),
		mount: join(build, "mnt"),
		built: join(build, "built"),
		tmpfs,
	};
	for (const folder of [work.images, work.layers, work.temporary]) await mkdir(folder, { recursive: true });
	// apt downloads as a user of its own.
	await chmod(work.temporary, 0o1777);
	return work;
}

/**
 * Removes the folders, whatever is still mounted below them, and the loop devices that hooks have made of files there: they
 * would keep the memory of the tmpfs.
 */
export async function removeWorkDirectory(work: WorkDirectory): Promise<void> {
	await unmountBelow(work.build);
	await releaseLoopsBelow(work.build);
	if (work.tmpfs) await unmount(work.build);
	const left = await mountsBelow(work.build);
	if (left.length > 0) throw new Error(`still mounted: ${left.join(", ")}`);
	const resisting = await removeEntry(Buffer.from(work.build));
	if (resisting.length > 0) throw new Error(`it cannot be removed: ${resisting.slice(0, 3).join("; ")}`);
}

/**
 * Why the build cannot have its folder in memory, in words, or undefined: the machine's memory, what is free of it, and what earlier builds
 * of the image took are known. Only asked of builds that want it.
 */
export async function whyNoTmpfs(
	{ minTmpfs }: BuildSettings,
	folder: string,
	earlier: readonly MeasuredBuild[],
): Promise<string | undefined> {
	const info = await readFile("/proc/meminfo", "utf8");
	const totalKiB = Number(/^MemTotal:\s+(\d+)/m.exec(info)?.[1] ?? 0);
	return tooLittleMemory(minTmpfs, folder, { totalKiB, free: freeMemory(), needed: neededMemory(earlier) });
}
