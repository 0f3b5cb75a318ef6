import { type Fact, GAP } from "../kit/components/facts.js";
import { GLYPHS } from "../kit/look/glyphs.js";
import { compiledPlan, type DraftState } from "./draft.js";
import { draftObstacles } from "./obstacles.js";
import type { Chosen, Obstacle, Step } from "./step.js";
import { STEPS } from "./steps.js";

type Draft = Pick<DraftState, "build" | "plan" | "noLogin">;

/** A step of the wizard as the menu and the rail show it. */
export interface StepValue {
	readonly step: Step;
	/** What is chosen, in a few words. */
	readonly value: string;
	/** What is wrong with it; `stops`: no build can start with it. */
	readonly problem?: Pick<Obstacle, "kind" | "text">;
}

/** Every step with its present value. */
export function stepValues(draft: Draft): StepValue[] {
	const chosen = chosenIn(draft);
	return STEPS.map((step) => {
		const problem = chosen.obstacles.find((one) => step.sumsUp || one.step === step);
		return { step, value: step.value(chosen), ...(problem ? { problem } : {}) };
	});
}

/** What is chosen in a step and what it means, for the pane beside the menu. */
export function stepFacts(step: Step, draft: Draft): readonly Fact[] {
	const meaning: readonly Fact[] = step.meaning ? [{ text: step.meaning, tone: "dim" }, GAP] : [];
	const facts = [...meaning, ...step.facts(chosenIn(draft))];
	if (draft.plan.status !== "failed") return facts;
	const { message, next } = draft.plan.error;
	const problem: Fact[] = [
		{ text: message, tone: "error" },
		...next.map((text): Fact => ({ text, glyph: GLYPHS.arrow })),
	];
	return step.sumsUp ? problem : [...facts, GAP, { text: "The image cannot be built yet:", tone: "dim" }, ...problem];
}

function chosenIn(draft: Draft): Chosen {
	const { build, plan } = draft;
	const obstacles = draftObstacles(draft, STEPS);
	return { build, plan, profile: build.profile, compiled: compiledPlan(plan), obstacles };
}
