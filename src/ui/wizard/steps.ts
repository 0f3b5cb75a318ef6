import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import type { Profile } from "../../core/profile/profile.js";
import type { Step } from "../app/router.js";
import { whoCanLogIn } from "../login/who-can-log-in.js";
import { plannedLayout } from "./disk/disk-settings.js";
import { compiledPlan, type DraftState } from "./draft.js";
import { draftObstacles, type Obstacle } from "./review/obstacles.js";

/** A step of the wizard as the menu and the rail show it. */
export interface StepValue {
	readonly step: Step;
	readonly title: string;
	/** What is chosen, in a few words. */
	readonly value: string;
	/** What is wrong with it; `stops`: no build can start with it. */
	readonly problem?: Pick<Obstacle, "kind" | "text">;
}

/** Every step with its present value. */
export function stepValues(draft: Pick<DraftState, "build" | "plan" | "noLogin">): StepValue[] {
	const { plan } = draft;
	const { profile } = draft.build;
	const compiled = compiledPlan(plan);
	const obstacles = draftObstacles(draft);
	const values: readonly Omit<StepValue, "title">[] = [
		{ step: "release", value: release(profile, compiled) },
		{ step: "architecture", value: profile.architecture ?? compiled?.plan.architecture ?? "this host's own" },
		{ step: "elements", value: elements(profile, compiled) },
		{ step: "variables", value: variables(draft) },
		{ step: "mirrors", value: mirrors(profile, compiled) },
		{ step: "disk", value: disk(profile, compiled) },
		{ step: "review", value: plan.status === "compiling" ? "…" : readiness(obstacles) },
	];
	return values.map((value) => {
		const problem = value.step === "review" ? obstacles[0] : obstacles.find(({ step }) => step === value.step);
		return { ...value, title: TITLES[value.step], ...(problem ? { problem } : {}) };
	});
}

/** `ready`, or what is in the way, in a few words. */
export function readiness(obstacles: readonly Obstacle[]): string {
	const [first, ...others] = obstacles;
	if (!first) return "ready";
	const where = first.step ? `: ${TITLES[first.step].toLowerCase()}` : "";
	const more = others.length > 0 ? ` and ${others.length} more` : "";
	return first.kind === "stops" ? `cannot be built yet${where}${more}` : `look at${where.slice(1)}${more}`;
}

function release({ distribution, release: name }: Profile, compiled?: CompiledPlan): string {
	const value = name ?? variable(compiled, "DIB_RELEASE") ?? "default";
	return distribution ? `${distribution} ${value}` : value;
}

function elements({ elements: asked = [], packages = [] }: Profile, compiled?: CompiledPlan): string {
	const selected = compiled?.plan.resolution.selected.length;
	const more = packages.length === 0 ? "" : `, ${packages.length} ${packages.length === 1 ? "package" : "packages"}`;
	return `${asked.length} chosen${selected === undefined ? "" : `, ${selected} in all`}${more}`;
}

function variables({ build, plan }: Pick<DraftState, "build" | "plan">): string {
	const set = Object.keys(build.profile.variables ?? {}).length;
	const login = whoCanLogIn(build, plan);
	const user = build.profile.user?.name;
	const who = login.possible ? (user ? `login ${user}, ` : "") : "no login, ";
	return `${who}${set === 0 ? "defaults" : `${set} set`}`;
}

function mirrors({ mirrors: set = {} }: Profile, compiled?: CompiledPlan): string {
	const url = set.debian ?? variable(compiled, "DIB_DISTRIBUTION_MIRROR");
	return [url ?? "the distribution's default", ...(set.proxy ? ["proxy"] : [])].join(", ");
}

function disk(profile: Profile, compiled?: CompiledPlan): string {
	const { layout, size } = profile.disk ?? {};
	const usual = plannedLayout(compiled?.plan) ?? "default layout";
	const kind = layout === undefined ? usual : typeof layout === "string" ? layout : "own layout";
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
