import { EXIT } from "../core/errors.js";

/**
 * The exit status of DIB's programs for an error of ours: 1 for whatever is wrong with the request or the host
 * (contract §13); a failed hook's own status and cancellation stay as they are.
 */
export function dibExitCode(exitCode: number): number {
	return exitCode === EXIT.usage || exitCode === EXIT.host ? 1 : exitCode;
}
