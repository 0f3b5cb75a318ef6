import { CopyMeter, type OnRead, treeBytes } from "../../tasks/copy-meter.js";
import { runLogged } from "../../tasks/run-logged.js";
import { TaskFailure } from "../../tasks/task.js";
import type { OutputJob, TreeJob } from "./writer.js";

/**
 * Runs the program that writes an output; what it says goes to the task's log, and `onRead` hears how much it has read.
 * Throws TaskFailure when it fails.
 */
export async function runWriter(
	argv: readonly string[],
	{ plan, signal, task }: OutputJob,
	onRead?: OnRead,
): Promise<void> {
	const [program = ""] = argv;
	const ended = await runLogged({
		argv,
		cwd: plan.settings.directory,
		env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
		output: task.log,
		signal,
		onRead,
		title: program,
	});
	if (ended.exitCode !== 0) throw new TaskFailure(`${program} failed with status ${ended.exitCode}`, ended.exitCode);
}

/** Runs the program that packs a tree, and tells how much of it is packed. */
export function packTree(argv: readonly string[], job: TreeJob): Promise<void> {
	const meter = new CopyMeter(treeBytes(job.tree), "packed", (progress) => job.task.log.tell(progress));
	return runWriter(argv, job, meter.part());
}
