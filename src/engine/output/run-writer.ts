import { runLogged } from "../process/run-logged.js";
import { TaskFailure } from "../task.js";
import type { OutputJob } from "./output-writer.js";

/** Runs the program that writes an output; what it says goes to the task's log. Throws TaskFailure when it fails. */
export async function runWriter(argv: readonly string[], { plan, signal, task }: OutputJob): Promise<void> {
	const [program = ""] = argv;
	const ended = await runLogged({
		argv,
		cwd: plan.settings.directory,
		env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
		output: task.log,
		signal,
		title: program,
	});
	if (ended.exitCode !== 0) throw new TaskFailure(`${program} failed with status ${ended.exitCode}`, ended.exitCode);
}
