import { initialBatch, reduceBatch } from "../../core/batch/batch-state.js";
import { UserError } from "../../core/errors.js";
import { askToEnd, batchesFolder, batchIsAlive, followBatch, openBatch } from "../../runs/batch/batch-folder.js";
import type { BatchService } from "../../ui/services/batches.js";
import type { CliContext } from "../entry/context.js";

/** Batches for the screens. */
export function batchService({ env }: CliContext): BatchService {
	const find = (id: string) => openBatch(batchesFolder(env), id);
	return {
		async follow(id, onState, signal) {
			let state = initialBatch();
			for await (const events of followBatch(find(id), signal)) {
				state = events.reduce(reduceBatch, state);
				onState(state, true);
			}
			if (!signal.aborted) onState(state, false);
		},
		async end(id, build) {
			if (await batchIsAlive(find(id))) return askToEnd(find(id), build);
			throw new UserError({ code: "run-not-running", message: `the batch ${id} is not running` });
		},
	};
}
