import { execa } from "execa";
import { EXIT, UserError } from "../core/errors.js";

export interface RunToolOptions {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string | Uint8Array;
	readonly signal?: AbortSignal;
	/** Called for every line of both streams as it arrives, without its newline. */
	readonly onLine?: (line: string) => void;
	/** Exit statuses that are no failure; [0] unless given. */
	readonly accept?: readonly number[];
}

export interface ToolResult {
	readonly stdout: string;
	readonly stderr: string;
	readonly exitCode: number;
}

const KEPT_LINES = 12;

/**
 * Runs a system tool whose output is small, without a shell, in the C locale.
 * Throws UserError `tool-failed` with the command and its last lines, `missing-tool` when the program is not there.
 */
export async function runTool(argv: readonly string[], options: RunToolOptions = {}): Promise<ToolResult> {
	const [program = "", ...args] = argv;
	const running = execa(program, args, {
		cwd: options.cwd,
		env: { LC_ALL: "C", ...options.env },
		...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
		...(options.signal ? { cancelSignal: options.signal } : {}),
		all: true,
		reject: false,
		stripFinalNewline: true,
	});
	if (options.onLine) {
		const { onLine } = options;
		const read = async () => {
			for await (const line of running.iterable({ from: "all" })) onLine(String(line));
		};
		await Promise.all([running, read().catch(() => {})]);
	}
	const result = await running;
	if (options.signal?.aborted) throw options.signal.reason;
	if (result.code === "ENOENT") {
		throw new UserError({
			code: "missing-tool",
			message: `the program ${program} is not installed on this host`,
			next: ["diskwright doctor --fix"],
			exitCode: EXIT.host,
			cause: result,
		});
	}
	const exitCode = result.exitCode ?? 128;
	if (!(options.accept ?? [0]).includes(exitCode)) {
		const said = `${result.stderr}\n${result.stdout}`.trim().split("\n").slice(-KEPT_LINES);
		throw new UserError({
			code: "tool-failed",
			message: `${quoteCommand(argv)} failed with status ${result.exitCode ?? result.signal}: ${said.join("\n    ")}`,
			exitCode: EXIT.failed,
			cause: result,
		});
	}
	return { stdout: String(result.stdout), stderr: String(result.stderr), exitCode };
}

/** The command as a person would type it. */
export function quoteCommand(argv: readonly string[]): string {
	return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
