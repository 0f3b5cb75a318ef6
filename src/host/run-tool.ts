import { existsSync } from "node:fs";
import { execa } from "execa";
import { EXIT, UserError } from "../core/errors.js";
import { quoteWords } from "../core/text/quote-shell.js";
import { watchBytesRead } from "./bytes-read.js";
import { missingTool } from "./require-tool.js";

export interface RunToolOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Nothing of our own environment but `env`. */
	readonly onlyEnv?: boolean;
	readonly input?: string | Uint8Array;
	readonly signal?: AbortSignal;
	/** The tool is killed after so long. */
	readonly timeoutMs?: number;
	/** Called for every line of both streams as it arrives, without its newline and what a carriage return has overwritten. */
	readonly onLine?: (line: string) => void;
	/** Called now and then with how many bytes the tool has read so far, of files, pipes and devices. */
	readonly onRead?: (bytes: number) => void;
	/** Exit statuses that are not a failure; [0] unless given. `any`: the caller judges, also what was killed. */
	readonly accept?: readonly number[] | "any";
}

export interface ToolResult {
	readonly stdout: string;
	readonly stderr: string;
	/** 128 for a tool that a signal ended. */
	readonly exitCode: number;
	readonly timedOut: boolean;
}

const KEPT_LINES = 12;

/** What a terminal would show of a line at its end: dpkg writes its percentages over one another. */
const lastWritten = (line: string) => line.replace(/\r+$/, "").split("\r").at(-1) ?? "";

/**
 * Runs a system tool whose output is small, without a shell and without a terminal, in the C locale.
 * Throws UserError `tool-failed` with the command and its last lines, `missing-tool` when the program is not there.
 */
export async function runTool(argv: readonly string[], options: RunToolOptions = {}): Promise<ToolResult> {
	const [program = "", ...args] = argv;
	const running = execa(program, args, {
		cwd: options.cwd ?? standingFolder(),
		env: { LC_ALL: "C", ...options.env },
		extendEnv: !options.onlyEnv,
		...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
		...(options.signal ? { cancelSignal: options.signal } : {}),
		...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
		all: true,
		reject: false,
		stripFinalNewline: true,
	});
	const stopWatching = options.onRead ? watchBytesRead(running.pid, options.onRead) : () => {};
	if (options.onLine) {
		const { onLine } = options;
		const read = async () => {
			for await (const line of running.iterable({ from: "all" })) onLine(lastWritten(String(line)));
		};
		await Promise.all([running, read().catch(() => {})]);
	}
	const result = await running;
	stopWatching();
	if (options.signal?.aborted) throw options.signal.reason;
	if (result.code === "ENOENT") throw missingTool(program, `the program ${program} is not installed on this host`);
	const { timedOut, exitCode = 128 } = result;
	const { accept = [0] } = options;
	if (accept !== "any" && !accept.includes(exitCode)) {
		const how = timedOut ? "was stopped: it took too long" : `failed with status ${result.exitCode ?? result.signal}`;
		const said = `${result.stderr}\n${result.stdout}`.trim().split("\n").slice(-KEPT_LINES);
		throw new UserError({
			code: "tool-failed",
			message: `${quoteWords(argv)} ${how}: ${said.join("\n    ")}`,
			exitCode: EXIT.failed,
			cause: result,
		});
	}
	return { stdout: String(result.stdout ?? ""), stderr: String(result.stderr ?? ""), exitCode, timedOut };
}

/** Our own folder, or / when somebody has removed it meanwhile: Node would take every program for missing. */
function standingFolder(): string {
	const folder = process.cwd();
	return existsSync(folder) ? folder : "/";
}

/** What a tool printed; undefined when it is not there, failed or took too long. */
export async function askTool(argv: readonly string[], options: RunToolOptions = {}): Promise<string | undefined> {
	try {
		return (await runTool(argv, options)).stdout;
	} catch (error) {
		if (error instanceof UserError) return undefined;
		throw error;
	}
}
