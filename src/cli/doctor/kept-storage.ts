import { UserError } from "../../core/errors.js";
import type { HostFinding } from "../../core/host/host-finding.js";
import { runLimits } from "../../core/run/storage-limits.js";
import { optionsFromEnvironment } from "../../core/settings/from-environment.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { cacheBytes } from "../../engine/work/bound-cache.js";
import { folderBytes } from "../../host/folder-bytes.js";
import { listRunIds } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";

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

/** What builds leave on this host for later, and where it ends; a limit that cannot be read is a warning. */
export async function examineKept(env: Environment, cwd: string): Promise<HostFinding[]> {
	return Promise.all([
		finding("runs", () => runsKept(env)),
		finding("downloads", async () => {
			const { imageCache, cacheBytes: most = 0 } = settingsOf(
				["HOME", "DIB_IMAGE_CACHE", "DISKWRIGHT_CACHE_SIZE"],
				env,
				cwd,
			);
			return `${shortBytes(await cacheBytes(imageCache))} of at most ${shortBytes(most)} in ${imageCache}`;
		}),
		finding("older images", async () => {
			const { keepOlder = 0 } = settingsOf(["DISKWRIGHT_KEEP_OLDER"], env, cwd);
			const all = keepOlder === Number.MAX_SAFE_INTEGER;
			return all ? "all are kept beside new ones" : `${newest(keepOlder)} kept beside a new one`;
		}),
	]);
}

/** What builds here begin with, as far as these variables say it: others, which may be wrong, have no say. */
function settingsOf(names: readonly string[], env: Environment, cwd: string) {
	const said = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
	return optionsFromEnvironment("diskwright", said, cwd).settings;
}

async function finding(name: string, detail: () => Promise<string>): Promise<HostFinding> {
	try {
		return { group: "Space", name, state: "ok", detail: await detail() };
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const { message, next } = error;
		return { group: "Space", name, state: "warning", detail: message, ...(next[0] ? { cure: next[0] } : {}) };
	}
}

function newest(count: number): string {
	if (count === 0) return "none is";
	return count === 1 ? "the newest one is" : `the newest ${count} are`;
}
