import { UserError } from "../../../core/errors.js";
import { findRunId } from "../../../core/run/run-id.js";
import { batchTable } from "../../../report/batch/batch-lines.js";
import {
	askToEnd,
	type Batch,
	batchesFolder,
	batchIsAlive,
	listBatchIds,
	openBatch,
	readBatch,
} from "../../../runs/batch/batch-folder.js";
import { batchReporter } from "../../batch/batch-reporters.js";
import { reportBatch } from "../../batch/report-batch.js";
import type { RunFlags } from "../../build/build-flags.js";
import type { CliContext } from "../../entry/context.js";
import { endWithOutput } from "../../entry/lost-output.js";
import { wantsScreens } from "../../entry/progress-mode.js";
import { openScreens } from "../../terminal/open-screens.js";

/** The batch that a user means by an id that begins with `b-`; undefined for any other. Throws UserError `unknown-run`. */
export async function findBatch(env: CliContext["env"], wanted: string): Promise<Batch | undefined> {
	if (!wanted.startsWith("b-")) return undefined;
	const folder = batchesFolder(env);
	return openBatch(folder, findRunId(await listBatchIds(folder), wanted));
}

/** Ends all builds of a batch. Throws UserError when it has ended. */
export async function cancelBatch(batch: Batch): Promise<void> {
	if (await batchIsAlive(batch)) return askToEnd(batch);
	throw new UserError({
		code: "run-not-running",
		message: `the batch ${batch.id} is not running`,
		next: ["diskwright runs list"],
	});
}

/** What became of the builds of a batch, as text. */
export async function batchText(batch: Batch): Promise<string> {
	const read = await readBatch(batch);
	if (!read) return "";
	const killed = read.alive || read.state.exitCode !== undefined ? [] : ["Whoever began these builds was killed."];
	return [batch.id, ...batchTable(read.state), ...killed].map((line) => `${line}\n`).join("");
}

/** Shows a batch and all of its builds from the beginning, until it has ended. */
export async function attachBatch(batch: Batch, progress: string, context: CliContext): Promise<void> {
	if (wantsScreens(progress, context.env)) {
		await openScreens(context, [{ screen: "home" }, { screen: "batch", batch: batch.id }]);
		return;
	}
	endWithOutput();
	await reportBatch(batch, batchReporter({ progress: progress as RunFlags["progress"] }, context), context);
}
