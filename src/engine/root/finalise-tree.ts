import { constants } from "node:fs";
import { open, rename } from "node:fs/promises";
import { runTool } from "../../host/run-tool.js";
import { emptyInTree, kindInTree, removeEntry } from "../tree/files.js";
import { clearFlags } from "../tree/flags.js";
import { realName } from "../tree/mount.js";
import { unmountBelow } from "../tree/unmount.js";
import { eachFile, type FoundFile } from "../tree/walk.js";
import { returnResolvConf } from "./resolv-conf.js";

/**
 * The engine's own last touches to the tree (contract §7.3, step 26; missing directories are skipped, Q25). Returns what
 * could not be done, in sentences: by then the image is finished, and no file that resists is worth it.
 */
export async function finaliseTree(tree: string): Promise<string[]> {
	const left = await attempt("put the image's resolv.conf back", () => returnResolvConf(tree));
	left.push(...(await attempt("empty /tmp", () => emptyTmp(tree))));
	left.push(...(await attempt("empty the logs", () => emptyLogs(tree))));
	left.push(...(await attempt("remove the logs of root", () => removeRootLogs(tree))));
	return left;
}

/** Runs one touch; when it fails, says so. */
async function attempt(what: string, touch: () => Promise<string[]>): Promise<string[]> {
	try {
		return await touch();
	} catch (error) {
		return [`cannot ${what}: ${error instanceof Error ? error.message : error}`];
	}
}

async function emptyTmp(tree: string): Promise<string[]> {
	if ((await kindInTree(tree, "tmp")) !== "folder") return [];
	await unmountBelow(await realName(tree, "tmp"));
	return emptyInTree(tree, "tmp");
}

async function emptyLogs(tree: string): Promise<string[]> {
	const left: string[] = [];
	await eachFile(tree, "var/log", async (file) => {
		if (file.stats.size === 0) return;
		try {
			await emptyFile(file).catch(async () => {
				await clearFlags(file.entry);
				await emptyFile(file);
			});
		} catch (error) {
			left.push(`${file.path} keeps its content: ${error instanceof Error ? error.message : error}`);
		}
	});
	return left;
}

/** Another name of the same file may be somebody's on this host, where the tree is not a file system of its own. */
async function emptyFile({ folder, entry, it, stats }: FoundFile): Promise<void> {
	if (stats.nlink > 1) {
		const empty = `${folder}/.diskwright-empty`;
		await runTool([
			"cp",
			"--dereference",
			"--attributes-only",
			"--preserve=all",
			"--remove-destination",
			"--",
			it,
			empty,
		]);
		await rename(empty, entry);
		return;
	}
	await (await open(it, constants.O_WRONLY | constants.O_TRUNC)).close();
}

async function removeRootLogs(tree: string): Promise<string[]> {
	const left: string[] = [];
	await eachFile(tree, "root", async ({ entry, path }) => {
		if (path.endsWith(".log")) left.push(...(await removeEntry(entry)));
	});
	return left;
}
