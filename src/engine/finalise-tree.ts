import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../host/run-tool.js";
import { returnResolvConf } from "./chroot.js";
import { unmountBelow } from "./mounts.js";

/** The engine's own last touches to the tree (contract §7.3, step 26; missing directories are skipped, Q25). */
export async function finaliseTree(tree: string): Promise<void> {
	await returnResolvConf(tree);
	await unmountBelow(join(tree, "tmp"));
	await forEach(tree, "tmp", ["-mindepth", "1", "-maxdepth", "1"], ["rm", "-rf", "--one-file-system", "--"]);
	await forEach(tree, "var/log", ["-type", "f"], ["truncate", "--size=0", "--"]);
	await forEach(tree, "root", ["-type", "f", "-name", "*.log"], ["rm", "-f", "--"]);
}

/** Runs a command on what is found in a folder of the tree; find(1) takes names of any bytes. Does nothing without the folder. */
async function forEach(
	tree: string,
	folder: string,
	what: readonly string[],
	command: readonly string[],
): Promise<void> {
	if (!(await isFolder(join(tree, folder)))) return;
	await runTool(["find", join(tree, folder), "-xdev", ...what, "-exec", ...command, "{}", "+"]);
}

/** True when the root phase left something besides lost+found and tmp (contract §7.3, step 6). */
export async function hasContent(tree: string): Promise<boolean> {
	return (await readdir(tree)).some((name) => !name.startsWith("lost+found") && !name.endsWith("tmp"));
}

/** Folders that later steps need and the root phase has not made (contract §7.3, steps 7 and 8). */
export async function missingFolders(tree: string): Promise<string[]> {
	const missing = [];
	for (const name of ["etc", "proc", "dev", "sys"]) if (!(await isFolder(join(tree, name)))) missing.push(`/${name}`);
	return missing;
}

async function isFolder(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => undefined))?.isDirectory() ?? false;
}
