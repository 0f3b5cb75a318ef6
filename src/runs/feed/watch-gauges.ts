import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Gauges } from "../../core/host/gauges.js";
import type { StatusAnswer } from "../../core/run/control.js";
import { type Work, type WorkDone, workBetween } from "../../core/run/work.js";
import { type Counters, sampleGauges } from "../../host/gauges.js";
import { readPlan } from "../plan-file.js";
import { askStatus } from "../run-control.js";
import type { Run } from "../runs.js";

const SAMPLE_MS = 1000;

/**
 * Samples this machine once a second with the file systems that a run fills, and what the run's own processes do, until the
 * signal is aborted. `onClock` hears what the build's clock says: milliseconds since it started.
 */
export async function watchGauges(
	run: Run,
	onSample: (gauges: Gauges) => void,
	onClock: (at: number) => void,
	signal: AbortSignal,
): Promise<void> {
	const places = await placesOf(run);
	const workOf = watchWork();
	let before: Counters | undefined;
	while (!signal.aborted) {
		const [{ gauges, counters }, status] = await Promise.all([sampleGauges(places, before), statusOf(run)]);
		before = counters;
		if (signal.aborted) return;
		if (status?.at !== undefined) onClock(status.at);
		const work = workOf(status);
		onSample({ ...gauges, ...(work ? { work } : {}) });
		await delay(SAMPLE_MS, undefined, { signal }).catch(() => {});
	}
}

/** Compares every answer with the one before. */
function watchWork(): (status: StatusAnswer | undefined) => Work | undefined {
	let before: { readonly at: number; readonly work: WorkDone } | undefined;
	return (status) => {
		if (status?.at === undefined || !status.work) return undefined;
		const now = { at: status.at, work: status.work };
		const work = before && workBetween(before.work, now.work, now.at - before.at);
		before = now;
		return work;
	};
}

/** Undefined when nobody answers within the time of a sample: a build that ends, or one that is stopped. */
function statusOf(run: Run): Promise<StatusAnswer | undefined> {
	const late = delay(SAMPLE_MS, undefined, { ref: false });
	return Promise.race([askStatus(run).catch(() => undefined), late]);
}

/** Folders of a run's plan by what they are for; none when the plan is gone. */
async function placesOf(run: Run): Promise<Readonly<Record<string, string>>> {
	const plan = await readPlan(run);
	if (!plan) return {};
	const { settings, imageName } = plan;
	return { tmp: settings.tmp, cache: settings.imageCache, output: dirname(resolve(settings.directory, imageName)) };
}
