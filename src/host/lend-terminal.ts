import { spawnSync } from "node:child_process";

/** How a program ended that had the terminal. */
export interface TerminalUse {
	/** Undefined when a signal ended it, or it was never started. */
	readonly exitCode?: number;
	/** Why it could not be started. */
	readonly problem?: Error;
}

/**
 * Hands this terminal to a program that talks to the user, such as a shell, an editor or sudo, and waits for its end. Not
 * through runTool: nothing of it is ours to read.
 */
export function lendTerminal(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): TerminalUse {
	const [program = "", ...args] = argv;
	const { status, error } = spawnSync(program, args, { stdio: "inherit", env });
	return { ...(status === null ? {} : { exitCode: status }), ...(error ? { problem: error } : {}) };
}
