import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { returnResolvConf } from "./chroot.js";
import { unmountBelow } from "./mounts.js";

/** The engine's own last touches to the tree (contract §7.3, step 26; missing directories are skipped, Q25). */
export async function finaliseTree(tree: string): Promise<void> {
	await returnResolvConf(tree);
	await unmountBelow(join(tree, "tmp"));
	await emptyDirectory(join(tree, "tmp"));
	for (const log of await filesBelow(join(tree, "var/log"))) await truncate(log, 0);
	for (const file of await filesBelow(join(tree, "root"))) if (file.endsWith(".log")) await rm(file);
}

/** True when the root phase left something besides lost+found and tmp (contract §7.3, step 6). */
export async function hasContent(tree: string): Promise<boolean> {
	return (await readdir(tree)).some((name) => !name.startsWith("lost+found") && !name.endsWith("tmp"));
}

async function emptyDirectory(directory: string): Promise<void> {
	for (const name of await readdir(directory).catch(() => [])) {
		await rm(join(directory, name), { recursive: true, force: true });
	}
}

async function filesBelow(directory: string): Promise<string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
