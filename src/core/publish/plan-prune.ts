import { abandoned, isNewer, planRotation, type RotationRule, type RotationStep } from "./rotation.js";
import type { PublishedImage } from "./target.js";

export interface PrunePlan {
	readonly steps: readonly RotationStep[];
	/** Rules of which nothing is taken away, since no good image of theirs is to be found. */
	readonly left: readonly string[];
}

/**
 * What may go of all images of a target: what the rule of each says, and what interrupted runs have left. `ruleOf` tells how many a rule
 * keeps; undefined for one that is not meant.
 */
export function planPrune(
	images: readonly PublishedImage[],
	ruleOf: (name: string) => Pick<RotationRule, "keep" | "maxAgeSeconds"> | undefined,
	sender: string,
	now: number,
): PrunePlan {
	const steps: RotationStep[] = [];
	const left: string[] = [];
	for (const name of new Set(images.map(({ rule }) => rule ?? ""))) {
		const limits = ruleOf(name);
		if (!limits) continue;
		const own = images.filter(({ rule }) => (rule ?? "") === name);
		for (const image of abandoned(own, sender, now))
			steps.push({ image, action: "remove", why: "an interrupted run has left it" });
		const current = own
			.filter(({ stage, usable, visible }) => stage === "current" && usable && visible)
			.sort((a, b) => (isNewer(a, b) ? -1 : 1))[0];
		if (!current) {
			if (own.some(({ stage }) => stage !== "unfinished")) left.push(name);
			continue;
		}
		steps.push(...planRotation(own, current, { ...limits, older: "leave" }, now));
	}
	return { steps, left };
}
