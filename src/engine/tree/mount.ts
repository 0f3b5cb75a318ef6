import { readFile, readlink } from "node:fs/promises";
import { type RunToolOptions, runTool } from "../../host/run-tool.js";
import { inTree } from "./in-tree.js";
import { unescapeMount } from "./unmount.js";

/** Mounts on a folder of the image, which is made when it is missing; `argv` is what mount(8) takes before the place. */
export async function mountInTree(
	tree: string,
	path: string,
	argv: readonly string[],
	options: RunToolOptions = {},
): Promise<void> {
	await inTree(tree, path, { make: true }, ({ it }) => mountOn(argv, it as string, options));
}

/**
 * Mounts on a folder that is held. mount(8) must not look for the folder's real name, which may be another one's by then;
 * the dot makes the kernel go through the descriptor. Nor does it keep a table of its own below /run, which may be read-only.
 */
export async function mountOn(argv: readonly string[], folder: string, options: RunToolOptions = {}): Promise<void> {
	await runTool(["mount", "--no-canonicalize", "--no-mtab", ...argv, `${folder}/.`], options);
}

/** The kernel's number of the mount that a path of the image is on. */
export async function mountNumber(tree: string, path: string): Promise<number> {
	return inTree(tree, path, {}, async ({ it }) => numberOf(it as string));
}

/** The same for a thing that is held, by its name below /proc. */
export async function numberOf(held: string): Promise<number> {
	const info = await readFile(held.replace("/fd/", "/fdinfo/"), "utf8");
	return Number(/^mnt_id:\s*(\d+)/m.exec(info)?.[1]);
}

/** Where that mount is now, whatever was renamed around it; undefined when it is gone. */
export async function placeOfMount(number: number): Promise<string | undefined> {
	const table = await readFile("/proc/self/mountinfo", "utf8");
	const fields = table.split("\n").map((line) => line.split(" "));
	const point = fields.find(([id]) => Number(id) === number)?.[4];
	return point === undefined ? undefined : unescapeMount(point);
}

/** The real name of a folder of the image on this host, to be compared with tables of the kernel; not to be opened by. */
export async function realName(tree: string, path: string): Promise<string> {
	return inTree(tree, path, {}, ({ it }) => readlink(it as string));
}
