import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A program that was started by a test. */
export interface Started {
	readonly cli: ChildProcess;
	/** All that it has written until now, to its output and to its errors. */
	readonly output: () => string;
	/** Its exit code and signal, once it has ended and all that it wrote is there. */
	readonly ended: Promise<unknown[]>;
}

/** Starts a program in a process group of its own, with nothing to read. */
export function startProgram(
	argv: readonly string[],
	options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Started {
	const [program = "", ...args] = argv;
	const cli = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
	let output = "";
	for (const stream of [cli.stdout, cli.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
	}
	return { cli, output: () => output, ended: once(cli, "close") };
}
