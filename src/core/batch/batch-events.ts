import * as z from "zod";

/** Version of a batch's events; those of another one are not read. */
export const BATCH_VERSION = 1;

const build = z.object({
	name: z.string(),
	image: z.string(),
	/** Files that it makes, relative to the invoking directory. */
	outputs: z.array(z.string()),
	architecture: z.string(),
	profile: z.string().optional(),
	release: z.string().optional(),
	/** Milliseconds that earlier builds of this kind took. */
	expectedMs: z.number().optional(),
	warnings: z.number(),
});

const index = z.number().int().nonnegative();
const at = z.number();
const outcome = z.enum(["ok", "failed", "cancelled", "left-out"]);

const batchEventSchema = z.discriminatedUnion("type", [
	z.object({
		type: z.literal("batch.started"),
		at,
		v: z.literal(BATCH_VERSION),
		id: z.string(),
		/** ISO 8601, UTC. */
		wallClock: z.string(),
		/** Builds at once. */
		jobs: z.number(),
		builds: z.array(build),
	}),
	z.object({ type: z.literal("batch.waits"), at, build: index, why: z.enum(["jobs", "memory", "disk"]) }),
	/** `run` is the id of its run. */
	z.object({ type: z.literal("batch.began"), at, build: index, run: z.string() }),
	/** `left-out`: it was never begun. `problem`: why, where no event of its run tells. */
	z.object({
		type: z.literal("batch.ended"),
		at,
		build: index,
		outcome,
		exitCode: z.number(),
		ms: z.number(),
		problem: z.string().optional(),
	}),
	z.object({ type: z.literal("batch.cancelling"), at, by: z.string() }),
	z.object({ type: z.literal("batch.finished"), at, exitCode: z.number(), ms: z.number() }),
]);

/** A build as its batch tells of it. */
export type BatchBuild = z.infer<typeof build>;

/** What becomes of several builds that were started together: one line of the batch's `events.ndjson`. `at` is in ms. */
export type BatchEvent = z.infer<typeof batchEventSchema>;

/** Reads one line; undefined for what is none, or of a newer version. */
export function parseBatchEvent(line: string): BatchEvent | undefined {
	try {
		return batchEventSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}
