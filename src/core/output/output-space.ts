import type { RunSummary } from "../run/run-summary.js";
import type { OutputFormat } from "./output-formats.js";

/** What the outputs of a build will probably take, and the run that this is taken from. */
export interface ExpectedSpace {
	readonly bytes: number;
	readonly runId: string;
}

/**
 * Room for the outputs of a build, as in the newest of these runs that wrote all of them; undefined where no run tells.
 * `runs` are the comparable ones, newest first.
 */
export function expectedSpace(
	runs: readonly (Pick<RunSummary, "artifacts"> & { readonly id: string })[],
	formats: readonly OutputFormat[],
): ExpectedSpace | undefined {
	for (const { id, artifacts } of runs) {
		const sizes = formats.map((format) => sizeOf(artifacts.find((artifact) => artifact.format === format)));
		const known = sizes.filter((size) => size !== undefined);
		if (known.length === formats.length) return { bytes: known.reduce((sum, size) => sum + size, 0), runId: id };
	}
	return undefined;
}

/** Of a run before this was noted the size tells, but for files that have holes. */
function sizeOf(artifact: RunSummary["artifacts"][number] | undefined): number | undefined {
	if (!artifact) return undefined;
	return artifact.used ?? (artifact.format === "raw" ? undefined : artifact.bytes);
}
