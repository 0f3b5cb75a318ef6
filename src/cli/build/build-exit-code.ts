import { EXIT, type SerialisedError } from "../../core/errors.js";
import type { FailureDigest } from "../../core/run/events.js";

/**
 * The exit status of DIB's programs for an error of ours: 1 for whatever is wrong with the request or the host
 * (contract §13); a failed hook's own status and cancellation stay as they are.
 */
export function dibExitCode(exitCode: number): number {
	return exitCode === EXIT.usage || exitCode === EXIT.host ? 1 : exitCode;
}

/** How a build ended, as its last event tells. */
export interface BuildEnd {
	readonly exitCode: number;
	/** What was wrong, where it was not a hook. */
	readonly error?: SerialisedError;
	readonly digest?: FailureDigest;
}

/**
 * The exit status for how a build ended. DIB's programs keep the status of a failed hook; `diskwright` has codes of its own,
 * and a hook's status must not be taken for one of them.
 */
export function buildExitCode(program: "diskwright" | "dib", { exitCode, error, digest }: BuildEnd): number {
	if (program === "dib") return error ? dibExitCode(error.exitCode) : exitCode;
	if (error) return error.exitCode;
	if (!digest) return exitCode;
	if (digest.task.startsWith("boot-test/") && exitCode === EXIT.boot) return EXIT.boot;
	return exitCode === EXIT.bug && !digest.skippable ? EXIT.bug : EXIT.failed;
}
