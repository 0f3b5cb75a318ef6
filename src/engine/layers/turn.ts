import { setTimeout as wait } from "node:timers/promises";
import { type Claim, claimLayer } from "../../layers/store/claim.js";
import type { LayerStore } from "../../layers/store/layer-store.js";
import type { BuildContext } from "../build-context.js";
import type { HookInput } from "../hooks/hook-step.js";
import { runStep } from "../steps/run-step.js";
import type { Step } from "../steps/step.js";
import type { Hook } from "./question.js";

/** So often it is looked whether another build has made a layer. */
const LOOK_MS = 100;

/**
 * Claims the layer of a hook for this build, after the build that makes it now, if there is one. `waited`: there was one, and the
 * layer may be there. What is waited for is a task, so that whoever watches sees it.
 */
export async function takeTurn(
	ctx: BuildContext,
	store: LayerStore,
	{ step, task }: Hook,
	declared: string,
): Promise<{ readonly claim: Claim; readonly waited: boolean }> {
	const claim = claimLayer(store, declared);
	if (claim) return { claim, waited: false };
	const waiting: Step<void, Claim> = {
		stage: step.stage,
		id: `wait-for-${step.id}`,
		title: `wait for ${step.id}, which another build runs`,
		reads: ["host"],
		changes: [],
		mayBeSkipped: false,
		async run({ signal }, _, { log }) {
			log.note(`another build makes the layer of ${task}`);
			for (;;) {
				const free = claimLayer(store, declared);
				if (free) return free;
				await wait(LOOK_MS, undefined, { signal });
			}
		},
	};
	return { claim: await runStep(ctx, waiting, undefined), waited: true };
}

/** A hook whose claim ends when it fails: nobody waits for a build that is held. */
export function givingUp(step: Step<HookInput>, claim: Claim): Step<HookInput> {
	return {
		...step,
		async run(ctx, input, task) {
			try {
				await step.run(ctx, input, task);
			} catch (error) {
				claim.release();
				throw error;
			}
		},
	};
}
