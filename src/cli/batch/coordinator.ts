import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { caller, isRoot } from "../../host/privilege.js";
import { type Batch, batchesFolder, createBatch, openBatch } from "../../runs/batch/batch-folder.js";
import type { CliContext } from "../entry/context.js";
import type { BatchOrder } from "./prepare-batch.js";
import { runBatch } from "./run-batch.js";

/** The word by which diskwright is called (main.ts) to run a batch that it is told on its standard input. */
const COORDINATOR = "__batch";

/** What the coordinator is told: it has secrets in it, and is never written to a disk. */
interface CoordinatorOrder {
	readonly batch: string;
	readonly order: BatchOrder;
}

/** Leaves a batch to a process of its own, which goes on when this one ends. */
export async function launchBatch(order: BatchOrder, context: CliContext): Promise<Batch> {
	const batch = await createBatch(batchesFolder(context.env), caller());
	const child = spawn(process.execPath, [process.argv[1] as string, COORDINATOR], {
		cwd: context.cwd,
		env: context.env,
		stdio: ["pipe", "ignore", "ignore"],
		// Where sudo knows by the terminal whether it was told the password, the terminal stays the coordinator's.
		detached: isRoot(),
	});
	child.stdin.on("error", () => {});
	await new Promise<void>((resolve) => {
		child.stdin.end(`${JSON.stringify({ batch: batch.id, order } satisfies CoordinatorOrder)}\n`, () => resolve());
	});
	child.unref();
	return batch;
}

/** Runs the batch that comes as the first line of standard input. Returns its exit code. */
export async function coordinate(context: CliContext, input: NodeJS.ReadableStream = process.stdin): Promise<number> {
	for await (const line of createInterface({ input })) {
		const { batch, order } = JSON.parse(line) as CoordinatorOrder;
		// The terminal that it was started in may be closed.
		return runBatch(openBatch(batchesFolder(context.env), batch), order, context, { ignores: ["SIGHUP"] });
	}
	return 0;
}
