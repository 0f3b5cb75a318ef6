import type { Stats } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { at, HOLD, inTree, NoSuchPlace } from "./in-tree.js";
import { numberOf } from "./mount.js";

/** A regular file below a folder of the image, held while it is looked at. */
export interface FoundFile {
	/** The held folder that it is in. */
	readonly folder: string;
	/** Its entry there. */
	readonly entry: Buffer;
	/** The file itself: a link put in its place meanwhile is not followed. */
	readonly it: string;
	readonly stats: Stats;
	/** As seen from inside the image; bytes that are no UTF-8 are replaced. */
	readonly path: string;
}

/**
 * Visits the regular files below a folder of the image, names of any bytes, in no order; nothing that is mounted there.
 * Does nothing without the folder.
 */
export async function eachFile(tree: string, folder: string, visit: (file: FoundFile) => Promise<void>): Promise<void> {
	try {
		await inTree(tree, folder, {}, async ({ it, stats, path }) => {
			if (it && stats?.isDirectory()) await descend(it, await numberOf(it), path, visit);
		});
	} catch (error) {
		if (!(error instanceof NoSuchPlace)) throw error;
	}
}

async function descend(
	folder: string,
	mount: number,
	path: string,
	visit: (file: FoundFile) => Promise<void>,
): Promise<void> {
	for (const name of await readdir(folder, { encoding: "buffer" })) {
		const entry = Buffer.concat([Buffer.from(`${folder}/`), name]);
		// It may be gone, because something that a hook left behind still works here.
		const handle = await open(entry, HOLD).catch(() => undefined);
		if (!handle) continue;
		try {
			const it = at(handle);
			const stats = await handle.stat();
			if ((await numberOf(it)) !== mount) continue;
			const inside = `${path === "/" ? "" : path}/${name}`;
			if (stats.isDirectory()) await descend(it, mount, inside, visit);
			else if (stats.isFile()) await visit({ folder, entry, it, stats, path: inside });
		} finally {
			await handle.close();
		}
	}
}
