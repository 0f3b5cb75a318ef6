import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { asRoot, caller } from "../../host/privilege.js";
import { runTool } from "../../host/run-tool.js";
import { readRegular } from "../../runs/events/open-regular.js";
import { listRunIds, openRun, runHasEnded } from "../../runs/runs.js";
import { releaseLoopsBelow } from "../disk/release-loops.js";
import { finishPublication, PUBLICATION_FILE } from "../output/publication.js";

/** What was removed and ended, and what could not be, in a sentence each. */
export interface Collected {
	readonly removed: readonly string[];
	/** Ids of builds that were killed while they put their outputs in place: that was ended for them. */
	readonly finished: readonly string[];
	readonly problems: readonly string[];
}

/** What a user is told of it, in a sentence each. */
export function collectedWords({ finished, problems }: Collected): string[] {
	const ended = finished.map(
		(id) => `The build ${id} was killed while it put its images in place: all of them have their names now`,
	);
	return [...ended, ...problems];
}

/**
 * Removes what builds left that ended without cleaning up; builds that live or begin are not touched. Several may do so at
 * once. What cannot be removed is told, and tried again the next time. Never throws.
 */
export async function collectDeadRuns(runsFolder: string): Promise<Collected> {
	const removed: string[] = [];
	const finished: string[] = [];
	const problems: string[] = [];
	for (const id of await listRunIds(runsFolder)) {
		const run = openRun(runsFolder, id);
		const file = join(run.folder, "leftovers");
		try {
			const text = await readRegular(file);
			if (text === undefined || !(await runHasEnded(run))) continue;
			// Before what it has not put in place yet would be removed.
			if (await finishPublication(join(run.folder, PUBLICATION_FILE))) finished.push(id);
			for (const path of text.split("\n").filter((line) => line.startsWith("/"))) {
				if (await removeLeftover(path)) removed.push(path);
			}
			await rm(file, { force: true });
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			problems.push(`What the build ${id} left behind could not be removed: ${why}`);
		}
	}
	return { removed, finished, problems };
}

/** Removes one path, never through a link and never across a mount point; with the privilege that made it. */
async function removeLeftover(path: string): Promise<boolean> {
	const stats = await lstat(path).catch(() => undefined);
	if (!stats || stats.isSymbolicLink()) return false;
	await releaseLoopsBelow(path);
	const remove = ["rm", "-rf", "--one-file-system", "--", path];
	// What a builder made may be root's, also deep inside; another collector may be quicker.
	await runTool(remove).catch(() => (stats.uid === caller().uid ? runTool(remove) : undefined));
	if (await lstat(path).catch(() => undefined)) await runTool(asRoot(remove));
	return true;
}
