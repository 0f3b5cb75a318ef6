import { EXIT } from "../../core/errors.js";
import { type Batch, readBatch } from "../../runs/batch/batch-folder.js";
import type { RunFlags } from "../build/build-flags.js";
import type { CliContext } from "../entry/context.js";
import { openScreens } from "../terminal/open-screens.js";
import { batchReporter } from "./batch-reporters.js";
import { reportBatch } from "./report-batch.js";

/** Shows a batch on the screens. Returns when the user leaves them: the exit code of all, or 0 when they go on. */
export async function batchOnScreen(
	batch: Batch,
	{ logfile }: Pick<RunFlags, "logfile">,
	context: CliContext,
): Promise<number> {
	const left = new AbortController();
	const logged =
		logfile === undefined
			? []
			: [reportBatch(batch, batchReporter({ progress: "tui", logfile }, context), context, left.signal)];
	await openScreens(context, [{ screen: "home" }, { screen: "batch", batch: batch.id }]);
	left.abort();
	await Promise.all(logged);
	return (await readBatch(batch))?.state.exitCode ?? EXIT.ok;
}
