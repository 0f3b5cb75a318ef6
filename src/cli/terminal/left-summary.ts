import { tryLines } from "../../core/output/try-lines.js";
import { type BuildState, initialState, reduceBuild } from "../../core/run/build-state.js";
import { digestLines, summaryLines } from "../../report/summary.js";
import { readEvents } from "../../runs/events/read-events.js";
import { readPlan } from "../../runs/plan-file.js";
import type { Run } from "../../runs/runs.js";

/**
 * What stays in the terminal when the screens are left, of a run that they have shown: how it ended, all files, how to run
 * and reach the image, what failed; of a build that goes on or is held, how to get back to it.
 */
export async function leftSummary(run: Run): Promise<string[]> {
	let state = initialState();
	let ended: string[] | undefined;
	for await (const event of readEvents(run.eventsFile, { follow: false })) {
		state = reduceBuild(state, event);
		if (event.type === "build.finished") ended = summaryLines(state, event);
	}
	return [...(ended ?? goesOn(state, run.id)), ...(ended ? await nextLines(state, run) : []), `  log  ${run.folder}`];
}

function goesOn({ pause }: BuildState, id: string): string[] {
	if (!pause) return [`the build ${id} goes on: diskwright runs attach ${id}`];
	return [
		...(pause.digest ? digestLines(pause.digest) : []),
		`the build ${id} is held and waits for you: diskwright runs attach ${id}`,
	];
}

async function nextLines(state: BuildState, run: Run): Promise<string[]> {
	const plan = await readPlan(run);
	if (!plan || state.status !== "ok") return [];
	return tryLines(plan, state.artifacts).map(({ label, command }) => `  ${label.padEnd(8)}  ${command}`);
}
