import { accessSync, constants, existsSync } from "node:fs";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { comparableRuns, type Durations, meanDurations } from "../../core/run/durations.js";
import type { ListedRun } from "../../core/run/listed-run.js";
import { runIdTime } from "../../core/run/run-id.js";
import type { RunSummary } from "../../core/run/run-summary.js";
import { membershipOf } from "../batch/batch-folder.js";
import { unpackEvents } from "../events/packed-events.js";
import { peekRun } from "../events/peek-run.js";
import { readEvents } from "../events/read-events.js";
import { profileOf } from "../plan-file.js";
import { listRunIds, openRun, type Run, runIsAlive, runIsStarting } from "../runs.js";
import { makeSummary, readSummary } from "./summary-file.js";

/** What a run came to, or where it stands now. */
export async function finalState(run: Run): Promise<BuildState> {
	let state = initialState();
	await unpackEvents(run);
	if (!existsSync(run.eventsFile)) return state;
	for await (const event of readEvents(run.eventsFile, { follow: false })) state = reduceBuild(state, event);
	return state;
}

/** All runs, newest first. The events of those that have ended are not read again. */
export async function listRuns(folder: string): Promise<ListedRun[]> {
	return Promise.all((await listRunIds(folder)).map((id) => describeRun(openRun(folder, id))));
}

/** One run for a list; a run that ended without a word has died, and one that cannot be read is damaged. Never throws. */
export async function describeRun(run: Run): Promise<ListedRun> {
	try {
		accessSync(run.folder, constants.R_OK | constants.X_OK);
		const summary = await summaryOf(run);
		const membership = membershipOf(run);
		const row = summary ? rowOf(run.id, summary) : await describeLiving(run);
		return membership ? { ...row, batch: membership.batch, member: membership.name } : row;
	} catch {
		return { id: run.id, state: "damaged", started: runIdTime(run.id).toISOString(), image: "" };
	}
}

/** How long builds of this profile took, or without one builds of this image: means of the last ten successful runs. */
export async function pastDurations(folder: string, profile: string | undefined, image: string): Promise<Durations> {
	return meanDurations(comparableRuns(await readSummaries(folder), { profile, image }));
}

/** The summaries of all runs that have ended, newest first. */
export async function readSummaries(folder: string): Promise<(RunSummary & { readonly id: string })[]> {
	const ids = await listRunIds(folder);
	const summary = (id: string) => summaryOf(openRun(folder, id)).catch(() => undefined);
	const found = await Promise.all(ids.map(async (id) => ({ id, summary: await summary(id) })));
	return found.flatMap(({ id, summary }) => (summary ? [{ id, ...summary }] : []));
}

/** The summary of a run; undefined while it goes on. */
export async function summaryOf(run: Run): Promise<RunSummary | undefined> {
	const kept = await readSummary(run);
	// Alive is asked first: a build that ends between the two questions has then written its last word.
	if (kept || runIsStarting(run) || (await runIsAlive(run))) return kept;
	await unpackEvents(run);
	return makeSummary(run);
}

function rowOf(id: string, { outcome, image, profile, ms, artifacts }: RunSummary): ListedRun {
	const bytes = artifacts.reduce((sum, artifact) => sum + artifact.bytes, 0);
	return {
		id,
		state: outcome,
		started: runIdTime(id).toISOString(),
		image,
		...(profile ? { profile } : {}),
		...(outcome === "died" || outcome === "damaged" ? {} : { ms }),
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
