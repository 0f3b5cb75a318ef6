import { EXIT, UserError } from "../../core/errors.js";
import { whyUnwritable } from "../../core/failure/storage-failure.js";

/** What a program does when nobody reads its standard output any more, or nothing can be written there. */
interface LostOutput {
	/** Goes on in silence: what it does counts more than what it shows. */
	workCounts: boolean;
	/** Why the output was lost, when no reader has left it. */
	problem?: NodeJS.ErrnoException;
}

const state: LostOutput = { workCounts: false };
let showsOnly = false;

/** A reader that leaves (`| head`), and a terminal that is gone. */
const LEFT: ReadonlySet<string | undefined> = new Set(["EPIPE", "ECONNRESET", "EIO", "ERR_STREAM_DESTROYED"]);

/**
 * Lets a program end as it would have ended, whatever becomes of its output: what is written goes nowhere then, and the
 * exit code is that of the work. Without it a reader that leaves would end a build.
 */
export function surviveLostOutput(): void {
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (!LEFT.has(error.code)) state.problem ??= error;
		if (showsOnly) process.exit(state.problem ? EXIT.host : EXIT.ok);
	});
	process.stderr.on("error", () => {});
}

/** For commands that only pass on what was or is being logged: they end with their reader, which is not an error. */
export function endWithOutput(): void {
	showsOnly = true;
}

/** For builds and boot tests: output that cannot be written takes nothing from what they came to. */
export function workCountsMoreThanOutput(): void {
	state.workCounts = true;
}

/** The error of a program that was to print and could not: a full disk, not a reader that left. Undefined where there is none. */
export function outputError(): UserError | undefined {
	if (!state.problem || state.workCounts) return undefined;
	return new UserError({
		code: "output-unwritable",
		message: `Standard output cannot be written: ${whyUnwritable(state.problem)}`,
		next: ["Send it to a place that takes it."],
		exitCode: EXIT.host,
	});
}
