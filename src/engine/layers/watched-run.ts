import type { Seen } from "../../core/layers/judge.js";
import type { Before } from "../../layers/observe/before.js";
import type { Observer } from "../../layers/observe/observer.js";
import type { BuildContext } from "../build-context.js";
import { runStep } from "../steps/run-step.js";
import type { Step } from "../steps/step.js";

/** How a step went that was watched. */
export interface WatchedRun<Result> {
	readonly result: Result;
	/** Undefined when it did not even begin. */
	readonly seen: Seen | undefined;
	/** It ended by itself, in its first try. A second one may stand on a file that was edited meanwhile. */
	readonly smooth: boolean;
}

/** What a step is watched with. */
export interface Watch {
	readonly observer: Observer;
	readonly before: Before;
	/** It runs outside the image. */
	readonly outside: boolean;
	/** Where the tree is mounted in which it runs otherwise, when what it reads of that is of interest. */
	readonly image?: string | undefined;
	readonly cause?: string;
}

/** Runs a step and sees what it reads and changes outside the tree. Throws what its failure throws. */
export async function runWatched<Input, Result>(
	ctx: BuildContext,
	step: Step<Input, Result>,
	input: Input,
	{ observer, before, outside, image, cause }: Watch,
): Promise<WatchedRun<Result>> {
	let tries = 0;
	let ended = false;
	const watched: Step<Input, Result> = {
		...step,
		run: async (given, value, task) => {
			if (tries > 0) await observer.end();
			tries += 1;
			ended = false;
			observer.begin(before, { outside, image });
			const result = await step.run(given, value, task);
			ended = true;
			return result;
		},
	};
	let seen: Seen | undefined;
	let result: Result;
	try {
		result = await runStep(ctx, watched, input, cause);
	} finally {
		if (tries > 0) seen = await observer.end();
	}
	return { result, seen, smooth: ended && tries === 1 };
}
