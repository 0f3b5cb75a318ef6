import type { Finding } from "../../core/host/host-finding.js";
import { optionsFromEnvironment } from "../../core/planning/build-options.js";
import { runLimits } from "../../core/run/storage-limits.js";
import { shortBytes } from "../../core/text/human.js";
import { cacheBytes } from "../../engine/work/bound-cache.js";
import { folderBytes } from "../../host/folder-bytes.js";
import { listRunIds } from "../../runs/runs.js";
import { runsFolder } from "../runs/runs-folder.js";

type Environment = Readonly<Record<string, string>>;

/** How much the runs take, and what is kept of them, in one sentence: `3 runs take 12M; the newest 200 of 90 days are kept, 2.0G at most`. */
export async function runsKept(env: Environment): Promise<string> {
	const folder = runsFolder(env);
	const { count, days, bytes } = runLimits(env);
	const ids = await listRunIds(folder);
	const used = await folderBytes(folder);
	const runs = ids.length === 1 ? "1 run takes" : `${ids.length} runs take`;
	return `${runs} ${shortBytes(used)}; the newest ${count} of ${days} days are kept, ${shortBytes(bytes)} at most`;
}

/** What builds leave on this host for later, and where it ends. */
export async function examineKept(env: Environment, cwd: string): Promise<Finding[]> {
	const { settings } = optionsFromEnvironment("diskwright", env, cwd);
	const { imageCache, cacheBytes: most, keepOlder } = settings;
	const downloads = await cacheBytes(imageCache);
	const bound = most === undefined ? "" : ` of at most ${shortBytes(most)}`;
	const all = keepOlder === undefined || keepOlder >= Number.MAX_SAFE_INTEGER;
	return [
		{ group: "Space", name: "runs", state: "ok", detail: await runsKept(env) },
		{ group: "Space", name: "downloads", state: "ok", detail: `${shortBytes(downloads)}${bound} in ${imageCache}` },
		{
			group: "Space",
			name: "older images",
			state: "ok",
			detail: all ? "all are kept beside new ones" : `${newest(keepOlder)} kept beside a new one`,
		},
	];
}

function newest(count: number): string {
	if (count === 0) return "none is";
	return count === 1 ? "the newest one is" : `the newest ${count} are`;
}
