import { EXIT, formatError, serialiseError, UserError } from "../core/errors.js";
import { type CliContext, processContext } from "./context.js";
import { dibExitCode } from "./exit-codes.js";

/** The programs this package installs. */
export type ProgramName = "diskwright" | "disk-image-create" | "ramdisk-image-create" | "element-info";

/** Runs one of the programs to its end and sets the exit code of the process. Never throws, never shows a stack. */
export async function main(program: ProgramName, argv: readonly string[]): Promise<void> {
	// A reader that goes away (`| head`) is no error of ours.
	process.stdout.on("error", endQuietly);
	process.stderr.on("error", () => {});
	try {
		process.exitCode = await dispatch(program, argv, processContext());
	} catch (error) {
		process.exitCode = report(program, error);
	}
}

/** Each program's code is loaded only when it is called: a fast start matters more than one import list. */
async function dispatch(program: ProgramName, argv: readonly string[], context: CliContext): Promise<number> {
	if (program === "diskwright") return (await import("./program.js")).runProgram(argv, context);
	if (program === "element-info") {
		const { runElementInfo } = await import("./element-info.js");
		return runElementInfo(argv, context.env, context.cwd, context);
	}
	return (await import("./commands/disk-image-create.js")).runDiskImageCreate(program, argv, context);
}

/** Shows an error as one paragraph and returns the exit status for it. */
export function report(program: ProgramName, error: unknown): number {
	const serialised = serialiseError(error);
	if (error instanceof UserError) {
		process.stderr.write(`${formatError(serialised)}\n`);
		return program === "diskwright" ? serialised.exitCode : dibExitCode(serialised.exitCode);
	}
	const trace = process.env.DISKWRIGHT_TRACE === "1";
	const message = error instanceof Error && !trace ? error.message : serialised.message;
	const next = ["This is a bug in diskwright. Run it again with DISKWRIGHT_TRACE=1 and report what it prints."];
	process.stderr.write(`${formatError({ ...serialised, message, next })}\n`);
	return EXIT.bug;
}

function endQuietly(error: NodeJS.ErrnoException): void {
	if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
}
