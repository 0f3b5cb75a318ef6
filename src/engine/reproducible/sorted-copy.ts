import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import type { Scope } from "../work/scope.js";

/** What keeps everything that a file system of the image can hold; GNU tar on both sides. */
const COPY = `tar --create --directory "$1" --sort=name "\${@:3}" . | tar --extract --directory "$2" --same-owner --preserve-permissions --delay-directory-restore "\${@:3}"`;
const KEEP = ["--file=-", "--format=posix", "--sparse", "--numeric-owner", "--acls", "--xattrs", "--xattrs-include=*"];

/**
 * A copy of a folder in which everything was made in the order of names, until `scope` ends: mkfs fills a file system in the order in
 * which a folder tells its entries, which is that of their making or depends on the file system. No file in it is newer than `epoch`.
 */
export async function sortedCopy(scope: Scope, folder: string, beside: string, epoch: number): Promise<string> {
	const copy = await mkdtemp(join(beside, "sorted-"));
	scope.defer(`the folder ${copy}`, () => runTool(["rm", "-rf", "--one-file-system", "--", copy]));
	const argv = ["bash", "-euo", "pipefail", "-c", COPY, "sorted-copy", folder, copy, ...KEEP];
	await runTool(argv);
	// The mount points in it, too, which the finished tree has hidden below its file systems.
	await noneNewer(copy, epoch);
	return copy;
}

/** Gives every file that was written after `epoch` that time; links are not followed. */
export async function noneNewer(tree: string, epoch: number): Promise<void> {
	const touch = ["-exec", "touch", "-h", "-d", `@${epoch}`, "{}", "+"];
	await runTool(["find", tree, "-depth", "-newermt", `@${epoch}`, ...touch]);
}
