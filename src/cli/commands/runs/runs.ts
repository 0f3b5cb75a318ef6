import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { formatError } from "../../../core/errors.js";
import { parseSize } from "../../../core/planning/quantities.js";
import type { BuildState } from "../../../core/run/build-state.js";
import type { Decision } from "../../../core/run/events.js";
import type { ListedRun } from "../../../core/run/listed-run.js";
import { findRunId } from "../../../core/run/run-id.js";
import { parseCount, runLimits } from "../../../core/run/storage-limits.js";
import { cleanLine, printableJson } from "../../../core/text/terminal-text.js";
import { collectDeadRuns, collectedWords } from "../../../engine/work/collect-leftovers.js";
import { digestLines, formatDuration } from "../../../report/summary.js";
import { readBatch } from "../../../runs/batch/batch-folder.js";
import { openRegular } from "../../../runs/events/open-regular.js";
import { unpackEvents } from "../../../runs/events/packed-events.js";
import { readEvents } from "../../../runs/events/read-events.js";
import { describeRun, finalState, listRuns } from "../../../runs/list/list-runs.js";
import { pruneRuns } from "../../../runs/list/prune-runs.js";
import { cancel, decide, enterRun } from "../../../runs/run-control.js";
import { listRunIds, openRun, type Run } from "../../../runs/runs.js";
import { runsFolder } from "../../../runs/runs-folder.js";
import { runsKept } from "../../doctor/kept-storage.js";
import { processContext } from "../../entry/context.js";
import { endWithOutput } from "../../entry/lost-output.js";
import { batchText, cancelBatch, findBatch } from "./batches.js";
import { attachCommand, replayCommand } from "./replay.js";
import { runsReportCommand } from "./report.js";

/** `diskwright runs …`: every build that was run, and decisions for the ones that run now. */
export function runsCommand(): Command {
	const { env, stdout } = processContext();
	const folder = () => runsFolder(env);
	const find = async (wanted: string): Promise<Run> => {
		const run = openRun(folder(), findRunId(await listRunIds(folder()), wanted));
		await unpackEvents(run);
		return run;
	};
	const command = new Command("runs").description("builds that were run, and decisions for those that run now");

	command
		.command("list")
		.description("all runs, newest first")
		.option("--json", "print them as JSON")
		.action(async (flags: { json?: boolean }) => {
			const rows = await listRuns(folder());
			stdout.write(flags.json ? `${printableJson(rows, 2)}\n` : listText(rows));
			if (!flags.json && rows.length > 0) stdout.write(`\n${await runsKept(env)}\n`);
		});
	command
		.command("show")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("what a run did, or all of a batch")
		.option("--json", "print it as JSON")
		.action(async (wanted: string, flags: { json?: boolean }) => {
			const batch = await findBatch(env, wanted);
			if (batch) {
				stdout.write(flags.json ? `${printableJson((await readBatch(batch)) ?? {}, 2)}\n` : await batchText(batch));
				return;
			}
			const run = await find(wanted);
			const state = await finalState(run);
			stdout.write(flags.json ? `${printableJson({ ...(await describeRun(run)), state }, 2)}\n` : showText(run, state));
		});
	command
		.command("logs")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("the log of all tasks of a run, or of one")
		.option("--task <id>", "only this task, for example install/01-package-installs")
		.option("--raw", "as hooks wrote it, with what commands a terminal; secrets stay hidden")
		.action(async (wanted: string, flags: { task?: string; raw?: boolean }) => {
			endWithOutput();
			if (flags.raw) return rawLogs(await find(wanted), flags.task, stdout);
			for await (const event of readEvents((await find(wanted)).eventsFile, { follow: false })) {
				if (event.type === "log" && (!flags.task || event.task === flags.task))
					stdout.write(event.lines.map((line) => `${line}\n`).join(""));
			}
		});
	command.addCommand(attachCommand(find));
	command.addCommand(replayCommand(find));
	for (const decision of ["retry", "skip", "continue", "stop"] as const) {
		command
			.command(decision)
			.argument("[run]", "id, the beginning of one, or latest", "latest")
			.description(`answer a paused run: ${DECISIONS[decision]}`)
			.action(async (wanted: string) => {
				const run = await find(wanted);
				await decide(run, decision);
				stdout.write(`${run.id}: ${decision}\n`);
			});
	}
	command
		.command("cancel")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("end a run, or all of a batch, cleaning up")
		.action(async (wanted: string) => {
			const batch = await findBatch(env, wanted);
			if (batch) await cancelBatch(batch);
			const { id } = batch ?? (await cancelRun(await find(wanted)));
			stdout.write(`${id}: cancelling\n`);
		});
	command
		.command("shell")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("a shell inside the tree of a run")
		.action(async (wanted: string) => {
			process.exitCode = await enterRun(await find(wanted));
		});
	command
		.command("prune")
		.description("forget finished runs and collect what dead ones left")
		.option("--keep <number>", "how many to keep; 20 by default, with --days or --size all that they leave")
		.option("--days <number>", "forget those that are older")
		.option("--size <size>", "forget the oldest ones beyond this size, like 500MiB")
		.action(async (flags: { keep?: string; days?: string; size?: string }) => {
			const bounded = flags.days !== undefined || flags.size !== undefined;
			const set = runLimits(processContext().env);
			const limits = {
				count: flags.keep === undefined ? (bounded ? set.count : 20) : parseCount("--keep", flags.keep),
				days: flags.days === undefined ? set.days : parseCount("--days", flags.days),
				bytes: flags.size === undefined ? set.bytes : parseSize(flags.size),
			};
			const collected = await collectDeadRuns(folder());
			const pruned = await pruneRuns(folder(), limits);
			for (const problem of [...collectedWords(collected), ...pruned.problems]) {
				process.stderr.write(`warning: ${problem}\n`);
			}
			process.stdout.write(`removed ${pruned.removed.length} runs, collected ${collected.removed.length} leftovers\n`);
		});
	command.addCommand(runsReportCommand(find));
	return command;
}

async function cancelRun(run: Run): Promise<Run> {
	await cancel(run);
	return run;
}

/** The files of the tasks' logs, bytes as they are, in the order in which the tasks began. */
async function rawLogs(run: Run, task: string | undefined, stdout: NodeJS.WritableStream): Promise<void> {
	const files = new Set<string>();
	for await (const event of readEvents(run.eventsFile, { follow: false })) {
		if (event.type === "task.started" && (!task || event.task === task)) files.add(event.logFile);
	}
	for (const file of files) {
		// A run that was cut off may have none; damaged events may name any file.
		const isLog = /^logs\/[^/]+$/.test(file);
		const handle = isLog ? await openRegular(join(run.folder, file)).catch(() => undefined) : undefined;
		if (handle) await pipeline(handle.createReadStream(), stdout, { end: false });
	}
}

const DECISIONS: Readonly<Record<Decision, string>> = {
	retry: "run the failed hook again, its changes dropped",
	skip: "go on with the next hook",
	continue: "leave a break point",
	stop: "clean up and fail",
};

function listText(rows: readonly ListedRun[]): string {
	if (rows.length === 0) return "There are no runs yet. Start one: diskwright build debian-vm\n";
	return rows
		.map(
			({ id, state, image, started, ms, batch }) =>
				`${id}  ${state.padEnd(9)}  ${started.slice(0, 19).replace("T", " ")}  ${(ms === undefined ? "" : formatDuration(ms)).padStart(7)}  ${cleanLine(image)}${batch === undefined ? "" : `  (${batch})`}\n`,
		)
		.join("");
}

function showText(run: Run, state: BuildState): string {
	const stages = state.stages
		.filter((stage) => stage.status !== "waiting")
		.map(
			(stage) =>
				`  ${stage.stage.padEnd(14)} ${stage.status.padEnd(9)} ${stage.ms === undefined ? "" : formatDuration(stage.ms)}\n`,
		);
	const artifacts = state.artifacts.map(({ path, bytes }) => `  ${cleanLine(path)}  ${bytes} bytes\n`);
	const { digest, error } = state;
	const lines = digest ? digestLines({ ...digest, logPath: join(run.folder, digest.logFile) }) : [];
	const told = error && !digest ? formatError(error).split("\n") : lines;
	const failure = told.map((line) => `${cleanLine(line)}\n`).join("");
	return `${run.id}  ${cleanLine(state.image ?? "")}  ${state.status}\n${stages.join("")}${artifacts.join("")}${failure}  ${run.folder}\n`;
}
