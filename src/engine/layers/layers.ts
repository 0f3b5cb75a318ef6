import type { HookInput } from "../hooks/hook-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";

/** Runs hooks on the growing tree, or puts in their place what they did in an earlier build. */
export interface Layers {
	/** Throws what the hook's failure throws. */
	run(step: Step<HookInput>, input: HookInput): Promise<void>;
	/** Sources the snippets of a phase, which may read the host too. */
	snippets<Result>(step: Step<Site, Result>, site: Site): Promise<Result>;
	/** Makes the tree what it would be if all hooks so far had run: to be called before anybody else looks at it. */
	settle(): Promise<void>;
	/** Waits until all that is to be kept is kept, lets the store go and forgets what is beyond its bounds. */
	close(): Promise<void>;
}
