import { type SpawnOptions, spawn } from "node:child_process";
import { join } from "node:path";
import type { ProgramName } from "../../src/cli/entry/report-error.js";

const bin = join(import.meta.dirname, "../../dist/bin");

export interface Finished {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly seconds: number;
}

/** Runs one of the built programs to its end, as a script would: no terminal, stdin closed. */
export async function runProgram(
	program: ProgramName,
	args: readonly string[],
	options: SpawnOptions = {},
): Promise<Finished> {
	return runCommand([process.execPath, join(bin, `${program}.js`), ...args], options);
}

/** Runs any command to its end. */
export async function runCommand(argv: readonly string[], options: SpawnOptions = {}): Promise<Finished> {
	const start = performance.now();
	const [command = "", ...rest] = argv;
	const child = spawn(command, rest, { ...options, stdio: ["ignore", "pipe", "pipe"] });
	let stdout = "";
	let stderr = "";
	child.stdout?.setEncoding("utf8").on("data", (text) => {
		stdout += text;
	});
	child.stderr?.setEncoding("utf8").on("data", (text) => {
		stderr += text;
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", resolve);
	});
	return { code, stdout, stderr, seconds: (performance.now() - start) / 1000 };
}
