import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Gauges } from "../../core/gauges.js";
import type { Plan } from "../../core/plan.js";
import type { Run } from "../../engine/runs/runs.js";
import { type Counters, sampleGauges } from "../../host/gauges.js";

const SAMPLE_MS = 1000;

/** Samples this machine once a second with the file systems that a run fills, until the signal is aborted. */
export async function watchGauges(run: Run, onSample: (gauges: Gauges) => void, signal: AbortSignal): Promise<void> {
	const places = await placesOf(run);
	let before: Counters | undefined;
	while (!signal.aborted) {
		const { gauges, counters } = await sampleGauges(places, before);
		before = counters;
		if (signal.aborted) return;
		onSample(gauges);
		await delay(SAMPLE_MS, undefined, { signal }).catch(() => {});
	}
}

/** Folders of a run's plan by what they are for; none when the plan is gone. */
async function placesOf(run: Run): Promise<Readonly<Record<string, string>>> {
	try {
		const { settings, imageName } = JSON.parse(await readFile(join(run.folder, "plan.json"), "utf8")) as Plan;
		return {
			tmp: settings.tmp,
			cache: settings.imageCache,
			output: dirname(resolve(settings.directory, imageName)),
		};
	} catch {
		return {};
	}
}
