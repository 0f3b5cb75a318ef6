import type { CompiledPlan } from "../core/planning/compile-plan.js";
import type { Profile } from "../core/profile.js";
import type { Step } from "./router.js";
import { compiledPlan, type DraftState } from "./stores/draft.js";

/** A step of the wizard as the menu and the rail show it. */
export interface StepValue {
	readonly step: Step;
	readonly title: string;
	/** What is chosen, in a few words. */
	readonly value: string;
	/** Why a build cannot start with it. */
	readonly problem?: string;
}

/** Every step with its present value. */
export function stepValues({ build: { profile }, plan }: Pick<DraftState, "build" | "plan">): StepValue[] {
	const compiled = compiledPlan(plan);
	const problem = plan.status === "failed" ? { problem: plan.error.message } : {};
	const values: readonly Omit<StepValue, "title">[] = [
		{ step: "release", value: release(profile, compiled) },
		{ step: "architecture", value: profile.architecture ?? compiled?.plan.architecture ?? "this host's own" },
		{ step: "elements", value: elements(profile, compiled) },
		{ step: "variables", value: variables(profile) },
		{ step: "mirrors", value: mirrors(profile, compiled) },
		{ step: "disk", value: disk(profile, compiled) },
		{
			step: "review",
			value: plan.status === "ok" ? "ready" : plan.status === "failed" ? "cannot be built yet" : "…",
			...problem,
		},
	];
	return values.map((value) => ({ ...value, title: TITLES[value.step] }));
}

function release({ distribution, release: name }: Profile, compiled?: CompiledPlan): string {
	const value = name ?? variable(compiled, "DIB_RELEASE") ?? "default";
	return distribution ? `${distribution} ${value}` : value;
}

function elements({ elements: asked = [] }: Profile, compiled?: CompiledPlan): string {
	const selected = compiled?.plan.resolution.selected.length;
	return `${asked.length} chosen${selected === undefined ? "" : `, ${selected} in all`}`;
}

function variables({ variables: set = {} }: Profile): string {
	const names = Object.keys(set);
	return names.length === 0 ? "defaults" : `${names.length} set`;
}

function mirrors({ mirrors: set = {} }: Profile, compiled?: CompiledPlan): string {
	const url = set.debian ?? variable(compiled, "DIB_DISTRIBUTION_MIRROR");
	return [url ?? "the distribution's default", ...(set.proxy ? ["proxy"] : [])].join(", ");
}

function disk(profile: Profile, compiled?: CompiledPlan): string {
	const { layout, size } = profile.disk ?? {};
	const kind = layout === undefined ? "default layout" : typeof layout === "string" ? layout : "own layout";
	const formats =
		profile.outputs?.map(({ format }) => format) ?? compiled?.plan.outputs.map(({ format }) => format) ?? [];
	return [kind, formats.join(" "), size ?? "sized by its content"].filter(Boolean).join(", ");
}

function variable(compiled: CompiledPlan | undefined, name: string): string | undefined {
	return compiled?.environment[name];
}

const TITLES: Readonly<Record<Step, string>> = {
	release: "Release",
	architecture: "Architecture",
	elements: "Elements",
	variables: "Variables",
	mirrors: "Mirrors",
	disk: "Disk and outputs",
	review: "Review and build",
};

/** Name of a step in menus and crumbs. */
export const stepTitle = (step: Step): string => TITLES[step];
