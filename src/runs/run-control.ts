import { connect } from "node:net";
import { EXIT, UserError } from "../core/errors.js";
import {
	CONTROL_VERSION,
	type ControlAnswer,
	parseAnswer,
	type ShellAnswer,
	type StatusAnswer,
	shellAnswerSchema,
	statusAnswerSchema,
} from "../core/run/control.js";
import type { Decision } from "../core/run/events.js";
import { quoteWord } from "../core/text/quote-shell.js";
import { lendTerminal } from "../host/lend-terminal.js";
import { asRoot, callerName } from "../host/privilege.js";
import { askTool } from "../host/run-tool.js";
import { controlSocket, type Run, runIsAlive } from "./runs.js";

/** Answers the open pause of a run, or the pause given. Throws UserError when there is none, or someone was first. */
export async function decide(run: Run, decision: Decision, pause?: number): Promise<void> {
	const asked = pause ?? (await askStatus(run)).pause;
	if (asked === undefined)
		throw new UserError({
			code: "not-paused",
			message: `the run ${run.id} is not paused`,
			next: [`diskwright runs attach ${run.id}`],
		});
	await ask(run, { type: "decision", pause: asked, decision, by: caller() });
}

/** Where a run stands and what its processes have done. Starts no process of its own. Throws UserError when it is gone. */
export async function askStatus(run: Run): Promise<StatusAnswer> {
	return statusAnswerSchema.parse(await request(run, await controlSocket(run), { type: "status" }));
}

/** Ends a run, cleaning up. */
export async function cancel(run: Run): Promise<void> {
	await ask(run, { type: "cancel", by: caller() });
}

/**
 * Becomes a shell inside the tree of a run, or where its break point stands, in this terminal; commands may come from a pipe
 * too. Returns its exit code.
 */
export async function enterRun(run: Run): Promise<number> {
	const { pid, namespace, ...place } = shellAnswerSchema.parse(await ask(run, { type: "shell" }));
	return enter(namespace ? await hostPid(namespace) : pid, place);
}

/** Sends one request to the builder of a run; throws UserError when it refuses or is gone. */
async function ask(run: Run, wanted: Record<string, unknown>): Promise<ControlAnswer> {
	return request(run, (await runIsAlive(run)) ? await controlSocket(run) : undefined, wanted);
}

/** @param socket undefined: there is nobody to ask */
async function request(run: Run, socket: string | undefined, wanted: Record<string, unknown>): Promise<ControlAnswer> {
	const gone = () =>
		new UserError({
			code: "run-not-running",
			message: `the run ${run.id} is not running`,
			next: ["diskwright runs list"],
			exitCode: EXIT.usage,
		});
	if (!socket) throw gone();
	const answer = await new Promise<ControlAnswer | undefined>((resolve, reject) => {
		const connection = connect(socket, () =>
			connection.write(`${JSON.stringify({ v: CONTROL_VERSION, ...wanted })}\n`),
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
	return `${callerName()}@${process.env.SSH_TTY ?? process.env.TERM_PROGRAM ?? "terminal"}`;
}

/** The host's number for a process of another PID namespace. */
async function hostPid(namespace: string): Promise<number> {
	const found = (await askTool(["lsns", "-n", "-r", "-t", "pid", "-o", "NS,PID"]))
		?.split("\n")
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

/**
 * Runs the command that follows as the foreground job of a shell out here, which takes the terminal back afterwards: a
 * shell in a PID namespace cannot give it back, because it cannot name our process group.
 */
const FOREGROUND = ["bash", "-mc", '"$@"; exit $?', "foreground"];

/** Becomes a shell in the build, in this terminal. */
function enter(pid: number, { root = "/", directory = "/", environment }: Partial<ShellAnswer>): number {
	const interactive = process.stdin.isTTY ? " -i" : "";
	// Asked of the image itself, where paths lead to what it has and not to what this host has.
	const shell = `if command -v bash >/dev/null; then exec bash${interactive}; fi; exec sh${interactive}`;
	const inside = ["chroot", root, "sh", "-c", `cd ${quoteWord(directory)} && { ${shell}; }`];
	const argv = asRoot(["nsenter", "-t", String(pid), "-m", "-p", ...inside], { keepEnvironment: Boolean(environment) });
	const command = process.stdin.isTTY ? [...FOREGROUND, ...argv] : argv;
	const env = environment ? { TERM: process.env.TERM ?? "dumb", ...environment } : process.env;
	const { exitCode = 1, problem } = lendTerminal(command, env);
	if (problem)
		throw new UserError({
			code: "missing-tool",
			message: `nsenter cannot be started: ${problem.message}`,
			next: ["diskwright doctor --fix"],
			exitCode: EXIT.host,
		});
	return exitCode;
}
