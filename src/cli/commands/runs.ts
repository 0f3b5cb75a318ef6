import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { Command, Option } from "commander";
import { type BuildState, initialState, reduceBuild } from "../../core/build-state.js";
import {
	CONTROL_VERSION,
	type ControlAnswer,
	parseAnswer,
	shellAnswerSchema,
	statusAnswerSchema,
} from "../../core/control.js";
import { EXIT, UserError } from "../../core/errors.js";
import type { Decision } from "../../core/events.js";
import { findRunId, runIdTime } from "../../core/run-id.js";
import {
	collectDeadRuns,
	controlSocket,
	listRunIds,
	openRun,
	type Run,
	readEvents,
	runIsAlive,
} from "../../engine/runs/runs.js";
import { ndjsonReporter } from "../../report/ndjson.js";
import { plainReporter } from "../../report/plain.js";
import { formatDuration } from "../../report/summary.js";
import { processContext } from "../context.js";
import { runsFolder } from "../runs-folder.js";
import { runsReportCommand } from "./runs-report.js";

/** `diskwright runs …`: every build that was run, and decisions for the ones that run now. */
export function runsCommand(): Command {
	const folder = () => runsFolder(processContext().env);
	const find = async (wanted: string): Promise<Run> => openRun(folder(), findRunId(await listRunIds(folder()), wanted));
	const command = new Command("runs").description("builds that were run, and decisions for those that run now");

	command
		.command("list")
		.description("all runs, newest first")
		.option("--json", "print them as JSON")
		.action(async (flags: { json?: boolean }) => {
			const rows = [];
			for (const id of await listRunIds(folder())) rows.push(await describe(openRun(folder(), id)));
			process.stdout.write(flags.json ? `${JSON.stringify(rows, undefined, 2)}\n` : listText(rows));
		});
	command
		.command("show")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("what a run did")
		.option("--json", "print it as JSON")
		.action(async (wanted: string, flags: { json?: boolean }) => {
			const run = await find(wanted);
			const state = await finalState(run);
			process.stdout.write(
				flags.json ? `${JSON.stringify({ ...(await describe(run)), state }, undefined, 2)}\n` : showText(run, state),
			);
		});
	command
		.command("logs")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("the log of all tasks of a run, or of one")
		.option("--task <id>", "only this task, for example install/01-package-installs")
		.action(async (wanted: string, flags: { task?: string }) => {
			for await (const event of readEvents((await find(wanted)).eventsFile, { follow: false })) {
				if (event.type === "log" && (!flags.task || event.task === flags.task))
					process.stdout.write(event.lines.map((line) => `${line}\n`).join(""));
			}
		});
	for (const [name, follow] of [
		["replay", false],
		["attach", true],
	] as const) {
		command
			.command(name)
			.argument("[run]", "id, the beginning of one, or latest", "latest")
			.description(follow ? "follow a run that is going on, from its beginning" : "show a run again as it was shown")
			.addOption(new Option("--progress <kind>", "what is printed").choices(["plain", "ndjson"]).default("plain"))
			.action(async (wanted: string, flags: { progress: string }) => {
				const run = await find(wanted);
				const reporter = flags.progress === "ndjson" ? ndjsonReporter(process.stdout) : plainReporter(process.stdout);
				for await (const event of readEvents(run.eventsFile, { follow, isAlive: () => runIsAlive(run) }))
					reporter.event(event);
				await reporter.end();
			});
	}
	for (const decision of ["retry", "skip", "continue", "stop"] as const) {
		command
			.command(decision)
			.argument("[run]", "id, the beginning of one, or latest", "latest")
			.description(`answer a paused run: ${DECISIONS[decision]}`)
			.action(async (wanted: string) => {
				const run = await find(wanted);
				const { pause } = statusAnswerSchema.parse(await ask(run, { type: "status" }));
				if (pause === undefined)
					throw new UserError({
						code: "not-paused",
						message: `the run ${run.id} is not paused`,
						next: [`diskwright runs attach ${run.id}`],
					});
				await ask(run, { type: "decision", pause, decision, by: caller() });
				process.stdout.write(`${run.id}: ${decision}\n`);
			});
	}
	command
		.command("cancel")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("end a run, cleaning up")
		.action(async (wanted: string) => {
			const run = await find(wanted);
			await ask(run, { type: "cancel", by: caller() });
			process.stdout.write(`${run.id}: cancelling\n`);
		});
	command
		.command("shell")
		.argument("[run]", "id, the beginning of one, or latest", "latest")
		.description("a shell inside the tree of a run")
		.action(async (wanted: string) => {
			const run = await find(wanted);
			const { pid, namespace, root, directory } = shellAnswerSchema.parse(await ask(run, { type: "shell" }));
			process.exitCode = enter(namespace ? hostPid(namespace) : pid, root, directory);
		});
	command
		.command("prune")
		.description("forget finished runs and collect what dead ones left")
		.option("--keep <number>", "how many to keep", "20")
		.action(async (flags: { keep: string }) => {
			const collected = await collectDeadRuns(folder());
			let removed = 0;
			for (const id of (await listRunIds(folder())).slice(Number(flags.keep))) {
				const run = openRun(folder(), id);
				if (await runIsAlive(run)) continue;
				rmSync(run.folder, { recursive: true, force: true });
				removed += 1;
			}
			process.stdout.write(`removed ${removed} runs, collected ${collected.length} leftovers\n`);
		});
	command.addCommand(runsReportCommand(find));
	return command;
}

const DECISIONS: Readonly<Record<Decision, string>> = {
	retry: "run the failed hook again, its changes dropped",
	skip: "go on with the next hook",
	continue: "leave a break point",
	stop: "clean up and fail",
};

interface Row {
	readonly id: string;
	readonly state: string;
	readonly started: string;
	readonly image: string;
	readonly ms?: number;
}

async function finalState(run: Run): Promise<BuildState> {
	let state = initialState();
	if (!existsSync(run.eventsFile)) return state;
	for await (const event of readEvents(run.eventsFile, { follow: false })) state = reduceBuild(state, event);
	return state;
}

async function describe(run: Run): Promise<Row> {
	const state = await finalState(run);
	const ended = state.exitCode !== undefined;
	const status = ended || (await runIsAlive(run)) ? state.status : "died";
	return {
		id: run.id,
		state: status,
		started: runIdTime(run.id).toISOString(),
		image: state.image,
		...(state.ms === undefined ? {} : { ms: state.ms }),
	};
}

function listText(rows: readonly Row[]): string {
	if (rows.length === 0) return "There are no runs yet. Start one: diskwright build debian-vm\n";
	return rows
		.map(
			({ id, state, image, started, ms }) =>
				`${id}  ${state.padEnd(9)}  ${started.slice(0, 19).replace("T", " ")}  ${(ms === undefined ? "" : formatDuration(ms)).padStart(7)}  ${image}\n`,
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
	const artifacts = state.artifacts.map(({ path, bytes }) => `  ${path}  ${bytes} bytes\n`);
	return `${run.id}  ${state.image}  ${state.status}\n${stages.join("")}${artifacts.join("")}  ${run.folder}\n`;
}

/** Sends one request to the builder of a run; throws UserError when it refuses or is gone. */
async function ask(run: Run, request: Record<string, unknown>): Promise<ControlAnswer> {
	const socket = await controlSocket(run);
	const gone = () =>
		new UserError({
			code: "run-not-running",
			message: `the run ${run.id} is not running`,
			next: ["diskwright runs list"],
			exitCode: EXIT.usage,
		});
	if (!socket || !(await runIsAlive(run))) throw gone();
	const answer = await new Promise<ControlAnswer | undefined>((resolve, reject) => {
		const connection = connect(socket, () =>
			connection.write(`${JSON.stringify({ v: CONTROL_VERSION, ...request })}\n`),
		);
		let text = "";
		connection.setEncoding("utf8");
		connection.on("error", () => reject(gone()));
		connection.on("data", (chunk: string) => {
			text += chunk;
			if (!text.includes("\n")) return;
			connection.end();
			resolve(parseAnswer(text.slice(0, text.indexOf("\n"))));
		});
		connection.on("end", () => resolve(undefined));
	});
	if (!answer) throw gone();
	if (!answer.ok)
		throw new UserError({ code: "refused", message: answer.error, next: [`diskwright runs show ${run.id}`] });
	return answer;
}

function caller(): string {
	return `${userInfo().username}@${process.env.SSH_TTY ?? process.env.TERM_PROGRAM ?? "terminal"}`;
}

/** The host's number for a process of another PID namespace. */
function hostPid(namespace: string): number {
	const found = spawnSync("lsns", ["-n", "-r", "-t", "pid", "-o", "NS,PID"], { encoding: "utf8" })
		.stdout.split("\n")
		.map((line) => line.trim().split(/\s+/))
		.find(([inode]) => namespace === `pid:[${inode}]`)?.[1];
	const first = Number(found);
	if (!first)
		throw new UserError({
			code: "no-entry",
			message: "the namespaces of the build cannot be found",
			next: ["Run this as root on the host of the build."],
			exitCode: EXIT.host,
		});
	return first;
}

/** Becomes a shell in the build, in this terminal. */
function enter(pid: number, root = "/", directory = "/"): number {
	const sudo = process.getuid?.() === 0 ? [] : ["sudo"];
	const shell = existsSync(`/proc/${pid}/root${root}/bin/bash`) ? "bash" : "sh";
	const argv = [
		...sudo,
		"nsenter",
		"-t",
		String(pid),
		"-m",
		"-p",
		"chroot",
		root,
		"sh",
		"-c",
		`cd ${JSON.stringify(directory)} && exec ${shell} -i`,
	];
	const { status, error } = spawnSync(argv[0] as string, argv.slice(1), { stdio: "inherit" });
	if (error)
		throw new UserError({
			code: "missing-tool",
			message: `nsenter cannot be started: ${error.message}`,
			next: ["diskwright doctor --fix"],
			exitCode: EXIT.host,
		});
	return status ?? 1;
}
