import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BuildState, initialState, reduceBuild } from "../core/build-state.js";
import { comparableRuns, type Durations, meanDurations } from "../core/durations.js";
import { runIdTime } from "../core/run-id.js";
import type { RunSummary } from "../core/run-summary.js";
import { peekRun } from "../engine/runs/peek-run.js";
import { listRunIds, openRun, type Run, readEvents, runIsAlive } from "../engine/runs/runs.js";
import { makeSummary, profileOf, readSummary } from "../engine/runs/summary-file.js";
import type { ListedRun } from "../ui/services/runs.js";

/** What a run came to, or where it stands now. */
export async function finalState(run: Run): Promise<BuildState> {
	let state = initialState();
	if (!existsSync(run.eventsFile)) return state;
	for await (const event of readEvents(run.eventsFile, { follow: false })) state = reduceBuild(state, event);
	return state;
}

/** All runs, newest first. The events of those that have ended are not read again. */
export async function listRuns(folder: string): Promise<ListedRun[]> {
	return Promise.all((await listRunIds(folder)).map((id) => describeRun(openRun(folder, id))));
}

/** One run for a list; a run that ended without a word has died. */
export async function describeRun(run: Run): Promise<ListedRun> {
	const summary = await summaryOf(run);
	return summary ? rowOf(run.id, summary) : describeLiving(run);
}

/** How long builds of this profile took, or without one builds of this image: means of the last ten successful runs. */
export async function pastDurations(folder: string, profile: string | undefined, image: string): Promise<Durations> {
	return meanDurations(comparableRuns(await readSummaries(folder), { profile, image }));
}

/** The summaries of all runs that have ended, newest first. */
export async function readSummaries(folder: string): Promise<(RunSummary & { readonly id: string })[]> {
	const ids = await listRunIds(folder);
	const found = await Promise.all(ids.map(async (id) => ({ id, summary: await summaryOf(openRun(folder, id)) })));
	return found.flatMap(({ id, summary }) => (summary ? [{ id, ...summary }] : []));
}

/** The summary of a run; undefined while it goes on. */
export async function summaryOf(run: Run): Promise<RunSummary | undefined> {
	const kept = await readSummary(run);
	// Alive is asked first: a build that ends between the two questions has then written its last word.
	if (kept || isStarting(run) || (await runIsAlive(run))) return kept;
	return makeSummary(run);
}

/** A builder needs a moment before it takes the lock. */
const STARTING_MS = 60_000;

function isStarting({ id, folder }: Run): boolean {
	return !existsSync(join(folder, "lock")) && Date.now() - runIdTime(id).getTime() < STARTING_MS;
}

function rowOf(id: string, { outcome, image, profile, ms, artifacts }: RunSummary): ListedRun {
	const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
	return {
		id,
		state: outcome,
		started: runIdTime(id).toISOString(),
		image,
		...(profile ? { profile } : {}),
		...(outcome === "died" ? {} : { ms }),
		...(bytes > 0 ? { bytes } : {}),
	};
}

async function describeLiving(run: Run): Promise<ListedRun> {
	const { status, image } = await peekRun(run);
	const profile = await profileOf(run);
	return {
		id: run.id,
		state: status === "waiting" ? "running" : status,
		started: runIdTime(run.id).toISOString(),
		image,
		...(profile ? { profile } : {}),
	};
}
