import { type Batch, followBatch } from "../../runs/batch/batch-folder.js";
import { unpackEvents } from "../../runs/events/packed-events.js";
import { readEvents } from "../../runs/events/read-events.js";
import { openRun, runIsAlive, runIsStarting } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { CliContext } from "../entry/context.js";
import type { BatchReporter } from "./running-batch.js";

/** Feeds a reporter with a batch and all of its builds from the beginning on, until it has ended or the signal is aborted. */
export async function reportBatch(
	batch: Batch,
	reporter: BatchReporter,
	context: Pick<CliContext, "env">,
	signal?: AbortSignal,
): Promise<void> {
	const shown: Promise<void>[] = [];
	for await (const events of followBatch(batch, signal)) {
		for (const event of events) {
			// What a build says comes before the end of all.
			if (event.type === "batch.finished") await Promise.all(shown);
			reporter.event(event);
			if (event.type === "batch.began") shown.push(reportRun(event.run, event.build, reporter, context, signal));
		}
	}
	await Promise.all(shown);
	await reporter.end();
}

async function reportRun(
	id: string,
	build: number,
	reporter: BatchReporter,
	{ env }: Pick<CliContext, "env">,
	signal: AbortSignal | undefined,
): Promise<void> {
	const run = openRun(runsFolder(env), id);
	const reporters = reporter.of(build);
	const isAlive = async () => !signal?.aborted && (runIsStarting(run) || (await runIsAlive(run)));
	await unpackEvents(run);
	for await (const event of readEvents(run.eventsFile, { follow: true, isAlive })) {
		for (const one of reporters) one.event(event);
	}
	for (const one of reporters) await one.end();
}
