import { resolve } from "node:path";
import { Command } from "commander";
import { writeReportBundle } from "../../../runs/list/report-bundle.js";
import type { Run } from "../../../runs/runs.js";
import { describeHost } from "../../doctor/host-report.js";
import { processContext } from "../../entry/context.js";

/** `diskwright runs report`: everything that explains a run in one file, to be sent to whoever helps. */
export function runsReportCommand(find: (wanted: string) => Promise<Run>): Command {
	return new Command("report")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("pack a run for somebody who helps: plan, events, logs, host; secrets removed")
		.option("-o, --output <file>", "file to write; diskwright-report-RUN.tar.gz by default")
		.action(async (wanted: string, flags: { output?: string }) => {
			const { env, cwd, version, stdout } = processContext();
			const run = await find(wanted);
			const file = resolve(cwd, flags.output ?? `diskwright-report-${run.id}.tar.gz`);
			const { content } = await writeReportBundle(run, file, { env, host: await describeHost(version, env) });
			stdout.write(`${file}\n  ${content.length} files; secrets are masked, look through it before you send it\n`);
		});
}
