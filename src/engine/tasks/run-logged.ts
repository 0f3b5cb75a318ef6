import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { Writable } from "node:stream";
import { variableBytes } from "../../core/planning/environment-limits.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { watchBytesRead } from "../../host/bytes-read.js";
import { TaskFailure } from "./task.js";

export interface LoggedCommand {
	readonly argv: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	/** Receives stdout and stderr together, as bytes. */
	readonly output: Writable;
	readonly signal: AbortSignal;
	readonly timeoutSeconds?: number;
	/** An open file that the command finds as its descriptor 3. */
	readonly descriptor3?: number;
	/** Called now and then with how many bytes the command itself has read so far. */
	readonly onRead?: ((bytes: number) => void) | undefined;
	/** What the command is called in messages. */
	readonly title: string;
}

export interface Ended {
	readonly exitCode: number;
	readonly signal?: string;
}

/** Time between TERM and KILL. */
const GRACE_MS = 5000;
/** A daemon that a hook leaves behind may hold the pipe open for ever: wait this long for the rest of the output. */
const DRAIN_MS = 300;

/**
 * Runs a hook or a long tool in its own session, without a terminal and with closed stdin, its whole output going to a
 * log. Not execa: the pipe must be abandoned, not awaited, when a daemon keeps it, and the whole group is signalled.
 * Throws TaskFailure when it exceeds its time, and the abort reason when the build is cancelled.
 */
export async function runLogged(command: LoggedCommand): Promise<Ended> {
	command.signal.throwIfAborted();
	const [program = "", ...args] = command.argv;
	// Node takes a folder that is gone for a program that is.
	if (!existsSync(command.cwd))
		throw new TaskFailure(`${command.title} cannot run: its folder ${command.cwd} is gone`, 1);
	const child = startOrTell(command, () =>
		spawn(program, args, {
			cwd: command.cwd,
			env: command.env as NodeJS.ProcessEnv,
			stdio: ["ignore", "pipe", "pipe", ...(command.descriptor3 === undefined ? [] : [command.descriptor3])],
			detached: true,
		}),
	);
	child.stdout?.pipe(command.output, { end: false });
	child.stderr?.pipe(command.output, { end: false });

	const stopWatching = command.onRead ? watchBytesRead(child.pid, command.onRead) : () => {};
	let timedOut = false;
	const stop = () => stopGroup(child);
	const timer = command.timeoutSeconds
		? setTimeout(() => {
				timedOut = true;
				stop();
			}, command.timeoutSeconds * 1000)
		: undefined;
	command.signal.addEventListener("abort", stop, { once: true });
	try {
		const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
		await drained(child);
		if (command.signal.aborted) throw command.signal.reason;
		if (timedOut) {
			throw new TaskFailure(`${command.title} was stopped after ${command.timeoutSeconds} s`, 124);
		}
		return signal ? { exitCode: 128 + signalNumber(signal), signal } : { exitCode: code ?? 1 };
	} finally {
		stopWatching();
		clearTimeout(timer);
		command.signal.removeEventListener("abort", stop);
	}
}

/** Snippets can make an environment larger than the kernel takes: Node throws for that, and for nothing that is usual. */
function startOrTell(command: LoggedCommand, start: () => ChildProcess): ChildProcess {
	try {
		return start();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "E2BIG") throw error;
		const sizes = Object.entries(command.env)
			.map(([name, value]) => ({ name, bytes: variableBytes(name, value) }))
			.sort((a, b) => b.bytes - a.bytes);
		const largest = sizes.slice(0, 5).map(({ name, bytes }) => `${name} (${shortBytes(bytes)})`);
		throw new TaskFailure(
			`${command.title} cannot be started: its environment is larger than the kernel takes (E2BIG)`,
			126,
			undefined,
			[`The largest variables: ${largest.join(", ")}.`, "Look for a snippet of environment.d that makes them so long."],
		);
	}
}

function stopGroup(child: ChildProcess): void {
	if (!child.pid) return;
	signalGroup(child.pid, "SIGTERM");
	const force = setTimeout(() => signalGroup(child.pid as number, "SIGKILL"), GRACE_MS);
	child.once("exit", () => {
		clearTimeout(force);
		signalGroup(child.pid as number, "SIGKILL");
	});
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// The group is gone already.
	}
}

async function drained(child: ChildProcess): Promise<void> {
	const streams = [child.stdout, child.stderr].filter((stream) => stream && !stream.readableEnded);
	if (streams.length === 0) return;
	const ends = Promise.all(streams.map((stream) => once(stream as NodeJS.ReadableStream, "end").catch(() => {})));
	let timer: NodeJS.Timeout | undefined;
	await Promise.race([
		ends,
		new Promise((resolve) => {
			timer = setTimeout(resolve, DRAIN_MS);
		}),
	]);
	clearTimeout(timer);
	for (const stream of streams) stream?.destroy();
}

function signalNumber(signal: NodeJS.Signals): number {
	return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGTERM: 15 }[signal as string] ?? 0;
}
