import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { damagedEvent } from "../../core/run/parse-event.js";
import { parseRunSummary, type RunSummary, summariseRun } from "../../core/run/run-summary.js";
import { readRegular } from "../events/open-regular.js";
import { peekRun } from "../events/peek-run.js";
import { readEvents } from "../events/read-events.js";
import { profileOf } from "../plan-file.js";
import type { Run } from "../runs.js";

/** Name of the summary in the folder of a run. */
export const SUMMARY_FILE = "summary.json";

/** The summary that the builder or an earlier reader left; undefined when there is none that can be used. */
export async function readSummary(run: Run): Promise<RunSummary | undefined> {
	const text = await readRegular(join(run.folder, SUMMARY_FILE));
	return text === undefined ? undefined : parseRunSummary(text);
}

/** Makes the summary of a run that has ended from its events, and leaves it for the next reader. */
export async function makeSummary(run: Run): Promise<RunSummary> {
	const summary = summariseRun(await lastState(run), await profileOf(run));
	if (summary.outcome === "damaged") return summary;
	const file = join(run.folder, SUMMARY_FILE);
	const temporary = `${file}.${process.pid}`;
	// Without it only the next reading is slow: a folder that cannot be written to is not a reason to fail.
	await writeFile(temporary, `${JSON.stringify(summary)}\n`, { mode: 0o600 })
		.then(() => rename(temporary, file))
		.catch(() => {});
	return summary;
}

/** The state after all events; where a machine that lost its power left damaged ones, what the sound ones tell. */
async function lastState(run: Run): Promise<BuildState> {
	let state = initialState();
	try {
		for await (const event of readEvents(run.eventsFile, { follow: false })) state = reduceBuild(state, event);
	} catch {
		// Not even whole lines can be read: what its two ends tell.
		const told = await peekRun(run);
		return existsSync(run.eventsFile) ? reduceBuild(told, damagedEvent(0)) : told;
	}
	return state;
}
