import * as z from "zod";
import { withoutUndefined } from "../values/given.js";
import type { BuildState, TaskState } from "./build-state.js";
import { DAMAGED_EVENT } from "./parse-event.js";

/** Version of `summary.json`; one of another version is made again from the events. */
export const RUN_SUMMARY_VERSION = 1;

const artifactSchema = z.object({
	path: z.string(),
	format: z.string(),
	bytes: z.number(),
	used: z.number().optional(),
	checksums: z.record(z.string(), z.string()),
});

const runSummarySchema = z.object({
	version: z.literal(RUN_SUMMARY_VERSION),
	image: z.string(),
	profile: z.string().optional(),
	/** `died`: the builder ended without a word; `damaged`: what it wrote cannot be read. */
	outcome: z.enum(["ok", "failed", "cancelled", "died", "damaged"]),
	/** From the start of the build to its end, or to its last word. */
	ms: z.number(),
	/** Somebody answered a pause: its times say nothing about the next build. */
	helped: z.boolean(),
	/** Milliseconds of the stages that came to their end. */
	stages: z.record(z.string(), z.number()),
	/** Milliseconds of the tasks that came to their end, of their latest try. */
	tasks: z.record(z.string(), z.number()),
	artifacts: z.array(artifactSchema),
	/** What its folder for temporary files took, where that was measured. */
	temporaryBytes: z.number().optional(),
	/** Lines of output of all tasks. */
	lines: z.number(),
	/** Tasks whose layers were taken; absent in a build without layers. */
	cached: z.array(z.string()).optional(),
	/** In a build with layers: why tasks ran, by their ids. */
	causes: z.record(z.string(), z.string()).optional(),
});

/** What a finished run came to, small enough to be read for hundreds of runs at once. */
export type RunSummary = z.infer<typeof runSummarySchema>;

/** The summary of a run that has ended; a state without an outcome is one whose builder died. */
export function summariseRun(state: BuildState, profile?: string): RunSummary {
	const { status, image, artifacts, temporaryBytes, lines } = state;
	const ended = status === "ok" || status === "failed" || status === "cancelled";
	return {
		version: RUN_SUMMARY_VERSION,
		image,
		...(profile === undefined ? {} : { profile }),
		outcome: state.warnings.some(({ code }) => code === DAMAGED_EVENT) ? "damaged" : ended ? status : "died",
		ms: state.ms ?? state.at,
		helped: state.decisions.length > 0,
		stages: times(state.stages.map(({ stage, ms }) => [stage, ms])),
		tasks: times(Object.values(state.tasks).map(({ id, ms, status }) => [id, status === "cached" ? undefined : ms])),
		artifacts: artifacts.map(({ path, format, bytes, used, checksums }) => ({
			...{ path, format, bytes, checksums },
			...(used === undefined ? {} : { used }),
		})),
		...(temporaryBytes === undefined ? {} : { temporaryBytes }),
		lines,
		...layersOf(Object.values(state.tasks)),
	};
}

function layersOf(tasks: readonly TaskState[]): Pick<RunSummary, "cached" | "causes"> {
	const causes = tasks.flatMap(({ id, cause }) => (cause === undefined ? [] : [[id, cause] as const]));
	const cached = tasks.filter(({ status }) => status === "cached").map(({ id }) => id);
	return causes.length + cached.length === 0 ? {} : { cached, causes: Object.fromEntries(causes) };
}

/** Reads `summary.json`; undefined for one that is damaged or of another version. */
export function parseRunSummary(text: string): RunSummary | undefined {
	try {
		return runSummarySchema.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

const times = (entries: readonly (readonly [string, number | undefined])[]): Record<string, number> =>
	withoutUndefined(Object.fromEntries(entries));
