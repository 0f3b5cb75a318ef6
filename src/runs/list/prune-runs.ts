import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { runIdTime } from "../../core/run/run-id.js";
import type { RunLimits } from "../../core/run/storage-limits.js";
import { folderBytes } from "../../host/folder-bytes.js";
import { listRunIds, openRun, runHasEnded } from "../runs.js";

/** What was removed, and what could not be, in a sentence each. */
export interface Pruned {
	readonly removed: readonly string[];
	readonly problems: readonly string[];
}

const DAY_MS = 86_400_000;

/**
 * Forgets the oldest runs beyond the limits; never one that lives or begins, nor one whose leftovers have still to be
 * collected. Never throws.
 */
export async function pruneRuns(runsFolder: string, { count, days, bytes }: RunLimits): Promise<Pruned> {
	const removed: string[] = [];
	const problems: string[] = [];
	let kept = 0;
	let used = 0;
	for (const id of await listRunIds(runsFolder)) {
		const run = openRun(runsFolder, id);
		const size = await folderBytes(run.folder);
		const old = Date.now() - runIdTime(id).getTime() > days * DAY_MS;
		// The newest one stays, however large, unless nothing at all is to be kept.
		const tooMuch = kept > 0 && used + size > bytes;
		try {
			if ((kept < count && !old && !tooMuch) || !(await mayGo(run))) {
				kept += 1;
				used += size;
				continue;
			}
			await rm(run.folder, { recursive: true, force: true });
			removed.push(id);
		} catch (error) {
			problems.push(`The run ${id} could not be removed: ${whyUnwritable(error)}`);
		}
	}
	return { removed, problems };
}

async function mayGo(run: ReturnType<typeof openRun>): Promise<boolean> {
	const leftovers = await lstat(join(run.folder, "leftovers")).catch(() => undefined);
	return leftovers === undefined && (await runHasEnded(run));
}
