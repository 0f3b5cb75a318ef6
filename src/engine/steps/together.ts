import type { Matter, Step, StepFacts } from "./step.js";

type Steps = readonly Step<never, unknown>[];
/** What all of them need. */
type InputOf<Parts extends Steps> = Parts[number] extends Step<infer Input, unknown> ? Input : never;
type ResultsOf<Parts extends Steps> = { [Index in keyof Parts]: Awaited<ReturnType<Parts[Index]["run"]>> };

/**
 * Several steps that are one row of the display: they run one after the other in one task, with the same input, and a retry
 * begins with the first. The result holds the results of all.
 */
export function together<const Parts extends Steps>(
	row: Pick<StepFacts, "stage" | "id" | "title">,
	parts: Parts,
): Step<InputOf<Parts>, ResultsOf<Parts>> {
	return {
		...row,
		reads: union(parts.map(({ reads }) => reads)),
		changes: union(parts.map(({ changes }) => changes)),
		async run(ctx, input, task) {
			const results: unknown[] = [];
			for (const part of parts) results.push(await part.run(ctx, input as never, task));
			return results as ResultsOf<Parts>;
		},
		async rewind(ctx, input) {
			for (const part of parts.toReversed()) await part.rewind?.(ctx, input as never);
		},
	};
}

const union = (lists: readonly (readonly Matter[])[]) => [...new Set(lists.flat())];
