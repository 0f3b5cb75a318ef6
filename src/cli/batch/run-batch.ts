import { keepSudo } from "../../host/keep-sudo.js";
import { onStopSignal, type StopSignal } from "../../host/stop-signals.js";
import type { Batch } from "../../runs/batch/batch-folder.js";
import type { CliContext } from "../entry/context.js";
import type { BatchOrder } from "./prepare-batch.js";

import { type BatchReporter, RunningBatch } from "./running-batch.js";
export interface RunBatchOptions {
	readonly reporter?: BatchReporter;
	/** Signals that do not end it: a closed terminal, where the screens may come back. */
	readonly ignores?: readonly StopSignal[];
}

/**
 * Runs the builds of a batch side by side, as many as the budget holds, each in a builder of its own. One that fails does not
 * end the others unless the order says so; who asks for an end ends all of them. Returns the exit code (docs/exit-codes.md).
 */
export async function runBatch(
	batch: Batch,
	order: BatchOrder,
	context: Pick<CliContext, "env">,
	{ reporter, ignores = [] }: RunBatchOptions = {},
): Promise<number> {
	const run = new RunningBatch(batch, order, context, reporter);
	const release = onStopSignal((signal) => {
		if (!ignores.includes(signal)) run.endAll(signal);
	});
	const forgetSudo = keepSudo();
	try {
		return await run.carryOut();
	} finally {
		forgetSudo();
		release();
		await reporter?.end();
	}
}
