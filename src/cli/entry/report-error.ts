import { EXIT, formatError, serialiseError } from "../../core/errors.js";
import { dibExitCode } from "../build/build-exit-code.js";

/** The programs this package installs. */
export type ProgramName =
	| "diskwright"
	| "disk-image-create"
	| "ramdisk-image-create"
	| "diskimage-builder"
	| "dib-block-device"
	| "dib-lint"
	| "element-info";

/** Shows an error as one paragraph and returns the exit status for it. */
export function reportError(program: ProgramName, error: unknown, stderr: { write(text: string): unknown }): number {
	const serialised = serialiseError(error);
	if (serialised.code !== "bug") {
		stderr.write(`${formatError(serialised)}\n`);
		return program === "diskwright" ? serialised.exitCode : dibExitCode(serialised.exitCode);
	}
	const trace = process.env.DISKWRIGHT_TRACE === "1";
	const message = error instanceof Error && !trace ? error.message : serialised.message;
	const next = ["This is a bug in diskwright. Run it again with DISKWRIGHT_TRACE=1 and report what it prints."];
	stderr.write(`${formatError({ ...serialised, message, next })}\n`);
	return EXIT.bug;
}
