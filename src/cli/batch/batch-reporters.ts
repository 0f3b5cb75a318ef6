import { appendFileSync } from "node:fs";
import type { BatchEvent } from "../../core/batch/batch-events.js";
import {
	type BatchView,
	githubBatch,
	ndjsonBatch,
	plainBatch,
	quietBatch,
} from "../../report/batch/batch-reporters.js";
import { enduringReporter } from "../../report/enduring.js";
import { readEvents } from "../../runs/events/read-events.js";
import { openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { RunFlags } from "../build/build-flags.js";
import { writableLog } from "../build/reporters.js";
import { quietReporter } from "../dib/dib-log.js";
import type { CliContext } from "../entry/context.js";
import type { BatchReporter } from "./running-batch.js";

/** What shows several builds: by --progress, where screens do not, and in full in --logfile. */
export function batchReporter(flags: Pick<RunFlags, "progress" | "logfile">, context: CliContext): BatchReporter {
	const views = [...viewsOf(flags.progress, context), ...logFile(flags.logfile, context)];
	return {
		event(event: BatchEvent) {
			for (const view of views) view.event(event);
		},
		of: (build) => views.map((view) => view.of(build)),
		async end() {
			for (const view of views) await view.end();
		},
	};
}

function viewsOf(progress: RunFlags["progress"], { stdout, stderr, env }: CliContext): BatchView[] {
	const quiet = () => quietBatch(stderr, quietReporter);
	if (progress === "tui") return [];
	if (progress === "quiet") return [quiet()];
	if (progress === "ndjson") return [ndjsonBatch(stdout), quiet()];
	if (env.GITHUB_ACTIONS !== "true") return [plainBatch(stdout)];
	const logOf = (run: string) => readEvents(openRun(runsFolder(env), run).eventsFile, { follow: false });
	return [githubBatch(stdout, logOf)];
}

/** A log that cannot be written any more is given up, and told once. */
function logFile(name: string | undefined, context: CliContext): BatchView[] {
	if (name === undefined) return [];
	const file = writableLog(name, context);
	let lost = false;
	const write = (text: string) => {
		if (lost) return;
		try {
			appendFileSync(file, text);
		} catch (error) {
			lost = true;
			context.stderr.write(
				`warning: the builds go on, but their log cannot be written any more: ${(error as Error).message}\n`,
			);
		}
	};
	const view = plainBatch({ write });
	return [{ ...view, of: (build) => enduringReporter(view.of(build), () => {}) }];
}
