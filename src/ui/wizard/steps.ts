import { architecture } from "./architecture/step.js";
import { disk } from "./disk/step.js";
import { elements } from "./elements/step.js";
import { mirrors } from "./mirrors/step.js";
import { release } from "./release/step.js";
import { review } from "./review/step.js";
import type { Step } from "./step.js";
import { variables } from "./variables/step.js";

/** The steps of the wizard, in the order in which enter goes through them. */
export const STEPS: readonly Step[] = [release, architecture, elements, variables, mirrors, disk, review];

/** The step with this id. */
export function stepNamed(id: string): Step {
	const step = STEPS.find((one) => one.id === id);
	if (!step) throw new Error(`there is no step ${id}`);
	return step;
}

/** The step before or after one; the ends are final. */
export function neighbour(step: Step, by: 1 | -1): Step {
	const at = STEPS.indexOf(step) + by;
	return STEPS[Math.max(0, Math.min(at, STEPS.length - 1))] as Step;
}
