import { type Fact, GAP } from "../../kit/components/facts.js";
import { readiness } from "../obstacles.js";
import type { Step } from "../step.js";
import { ReviewScreen } from "./review-plan.js";

export const review: Step = {
	id: "review",
	title: "Review and build",
	value: ({ plan, obstacles }) => (plan.status === "compiling" ? "…" : readiness(obstacles)),
	facts({ compiled }) {
		if (!compiled) return [{ text: "The plan is being made …", tone: "dim" }];
		const { plan } = compiled;
		const hooks = plan.phases.reduce((sum, { hooks: some }) => sum + some.length, 0);
		const missing = plan.tools.filter(({ present }) => !present);
		return [
			{ text: "The plan is complete; b builds it.", tone: "ok" },
			GAP,
			{ label: "image", text: plan.outputs.map(({ file }) => file).join(", ") || "no file" },
			{ label: "elements", text: `${plan.resolution.selected.length}` },
			{ label: "hooks", text: `${hooks} in ${plan.phases.filter(({ hooks: some }) => some.length > 0).length} phases` },
			...missing.map(({ tool, neededFor }): Fact => ({ text: `${tool} is missing: ${neededFor}`, tone: "error" })),
			...plan.warnings.map(({ message }): Fact => ({ text: message, tone: "warn" })),
		];
	},
	sumsUp: true,
	Screen: ReviewScreen,
};
