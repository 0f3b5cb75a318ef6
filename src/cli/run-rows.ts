import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildState, initialState, reduceBuild } from "../core/build-state.js";
import type { Plan } from "../core/plan.js";
import { runIdTime } from "../core/run-id.js";
import { type Run, readEvents, runIsAlive } from "../engine/runs/runs.js";
import type { ListedRun } from "../ui/services/runs.js";

/** What a run came to, or where it stands now. */
export async function finalState(run: Run): Promise<BuildState> {
	let state = initialState();
	if (!existsSync(run.eventsFile)) return state;
	for await (const event of readEvents(run.eventsFile, { follow: false })) state = reduceBuild(state, event);
	return state;
}

/** One run for a list; a run that ended without a word has died. */
export async function describeRun(run: Run): Promise<ListedRun> {
	const state = await finalState(run);
	const ended = state.exitCode !== undefined;
	const alive = ended || (await runIsAlive(run));
	const bytes = state.artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
	const profile = profileOf(run);
	return {
		id: run.id,
		state: !alive ? "died" : state.status === "waiting" ? "running" : state.status,
		started: runIdTime(run.id).toISOString(),
		image: state.image,
		...(profile ? { profile } : {}),
		...(state.ms === undefined ? {} : { ms: state.ms }),
		...(bytes > 0 ? { bytes } : {}),
	};
}

function profileOf(run: Run): string | undefined {
	try {
		return (JSON.parse(readFileSync(join(run.folder, "plan.json"), "utf8")) as Pick<Plan, "profile">).profile;
	} catch {
		// A run whose plan is gone is still worth listing.
		return undefined;
	}
}
