import { whoCanLogIn } from "../login/who-can-log-in.js";
import type { SpaceNeed } from "../services/plans.js";
import { compiledPlan, type DraftState } from "./draft.js";
import type { Obstacle, Step } from "./step.js";

/** What stands in the way of a draft, the worst first; empty: it is ready. */
export function draftObstacles(
	draft: Pick<DraftState, "build" | "plan" | "noLogin">,
	steps: readonly Step[],
): Obstacle[] {
	const { build, plan, noLogin } = draft;
	const compiled = compiledPlan(plan);
	const logins = whoCanLogIn(build, plan);
	if (plan.status === "failed") {
		const { code, message } = plan.error;
		return [
			{ kind: "stops", text: message, ...at(steps.find(({ errors }) => errors?.some((one) => fits(one, code)))) },
		];
	}
	if (!compiled) return [];
	const { plan: planned } = compiled;
	const missing = planned.tools.filter(({ present }) => !present).map(({ tool }) => tool);
	return [
		...(missing.length > 0 ? [{ kind: "stops" as const, text: `this host lacks ${missing.join(", ")}` }] : []),
		...planned.warnings.flatMap(({ code, message }): Obstacle[] => {
			const step = steps.find(({ warnings }) => warnings?.[code]);
			const kind = step?.warnings?.[code];
			return step && kind ? [{ kind, text: message, step }] : [];
		}),
		...(logins.possible || noLogin
			? []
			: [
					{
						...{ kind: "warns" as const, text: "nobody can log in", asks: "login" as const },
						...at(steps.find(({ login }) => login)),
					},
				]),
	];
}

const at = (step: Step | undefined) => (step ? { step } : {});

const fits = (pattern: string, code: string) =>
	pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern;

/** What stands in the way on this host. `refusal` is why nobody can build here at all. */
export function hostObstacles(space: readonly SpaceNeed[], refusal: string | undefined): Obstacle[] {
	return [
		...(refusal ? [{ kind: "stops" as const, text: refusal }] : []),
		...space
			.filter(({ free, needed }) => free < needed)
			.map(({ what, folder }): Obstacle => ({ kind: "stops", text: `${folder} is too full for ${what}` })),
	];
}

/** `ready`, or what is in the way, in a few words. */
export function readiness(obstacles: readonly Obstacle[]): string {
	const [first, ...others] = obstacles;
	if (!first) return "ready";
	const where = first.step ? `: ${first.step.title.toLowerCase()}` : "";
	const more = others.length > 0 ? ` and ${others.length} more` : "";
	return first.kind === "stops" ? `cannot be built yet${where}${more}` : `look at${where.slice(1)}${more}`;
}
