import { mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FORMATS } from "../../core/output/output-formats.js";
import type { BuildOrder } from "../../core/planning/plan.js";
import { runTool } from "../../host/run-tool.js";

/** Makes a folder of the caller's, and its parents, with the caller as their owner. */
export async function makeCallersFolder(path: string, caller: BuildOrder["caller"]): Promise<void> {
	const first = await mkdir(path, { recursive: true, mode: 0o777 & ~caller.umask });
	if (first !== undefined && caller.uid !== 0) {
		await runTool(["chown", "-Rh", `${caller.uid}:${caller.gid}`, "--", first]);
	}
}

/**
 * Hands what hooks left as root in the cache and beside the outputs to the user who asked for the build;
 * not the files of an output that is a tree. Does nothing for root.
 */
export async function restoreOwnership({ plan, caller }: BuildOrder): Promise<void> {
	if (caller.uid === 0) return;
	const image = resolve(plan.settings.directory, plan.imageName);
	const beside = (await readdir(dirname(image)))
		.filter((name) => name.startsWith(`${basename(image)}.`) && name !== `${basename(image)}.${FORMATS.dir.suffix}`)
		.map((name) => join(dirname(image), name));
	const owner = `${caller.uid}:${caller.gid}`;
	await runTool([
		"chown",
		"-Rh",
		"--from=0:0",
		owner,
		"--",
		plan.settings.imageCache,
		plan.settings.lockFiles,
		...beside,
	]);
}
