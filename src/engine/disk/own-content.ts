import type { Stats } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { inTree } from "../tree/in-tree.js";
import { mountOn, realName } from "../tree/mount.js";
import type { Scope } from "../work/scope.js";

export interface WholeTree {
	readonly tree: string;
	/** All mount points of the image's own file systems, which are folders of the tree. */
	readonly mountOrder: readonly string[];
	/** Where the folder that shows it is made. */
	readonly imageDirectory: string;
}

/**
 * A folder that shows one file system's part of the tree until `scope` ends: a plain bind mount shows nothing of what is mounted
 * below, and empty folders with the attributes of the real ones hide what belongs to the file systems further down.
 */
export async function ownContent(
	scope: Scope,
	point: string,
	{ tree, mountOrder, imageDirectory }: WholeTree,
): Promise<string> {
	const view = await temporaryFolder(scope, imageDirectory);
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
	return view;
}

/** Beside the images: whoever removes what a killed build has left removes it too. */
export async function temporaryFolder(scope: Scope, imageDirectory: string): Promise<string> {
	const folder = await mkdtemp(join(imageDirectory, "fill-"));
	// Never `rm -r`: should an unmount fail, the tree itself would be behind it.
	scope.defer(`the folder ${folder}`, () => runTool(["rmdir", folder]));
	return folder;
}
