import type { Step } from "../../app/router.js";
import { whoCanLogIn } from "../../login/who-can-log-in.js";
import type { SpaceNeed } from "../../services/plans.js";
import { compiledPlan, type DraftState } from "../draft.js";

/** Something between a draft and an image that serves. */
export interface Obstacle {
	/** `stops`: no build can begin. `warns`: it can, but the image is hardly what is wanted. */
	readonly kind: "stops" | "warns";
	readonly text: string;
	/** Where it is solved; absent for what the host lacks. */
	readonly step?: Step;
	/** A missing login is asked for where it is missed. */
	readonly asks?: "login";
}

/** What stands in the way of a draft, the worst first; empty: it is ready. */
export function draftObstacles(draft: Pick<DraftState, "build" | "plan" | "noLogin">): Obstacle[] {
	const { build, plan, noLogin } = draft;
	const compiled = compiledPlan(plan);
	const login = whoCanLogIn(build, plan);
	if (plan.status === "failed") {
		const step = stepOfError(plan.error.code);
		return [{ kind: "stops", text: plan.error.message, ...(step ? { step } : {}) }];
	}
	if (!compiled) return [];
	const { plan: planned } = compiled;
	const missing = planned.tools.filter(({ present }) => !present).map(({ tool }) => tool);
	return [
		...(missing.length > 0 ? [{ kind: "stops" as const, text: `this host lacks ${missing.join(", ")}` }] : []),
		...planned.warnings.flatMap(({ code, message }): Obstacle[] => {
			const step = STEP_OF_WARNING[code];
			return step ? [{ kind: code === "layout-architecture" ? "stops" : "warns", text: message, step }] : [];
		}),
		...(login.possible || noLogin
			? []
			: [{ kind: "warns" as const, text: "nobody can log in", step: "variables" as const, asks: "login" as const }]),
	];
}

/** What stands in the way on this host. `refusal` is why nobody can build here at all. */
export function hostObstacles(space: readonly SpaceNeed[], refusal: string | undefined): Obstacle[] {
	return [
		...(refusal ? [{ kind: "stops" as const, text: refusal }] : []),
		...space
			.filter(({ free, needed }) => free < needed)
			.map(({ what, folder }): Obstacle => ({ kind: "stops", text: `${folder} is too full for ${what}` })),
	];
}

const STEP_OF_WARNING: Readonly<Record<string, Step>> = {
	"unknown-release": "release",
	"unknown-architecture": "architecture",
	"layout-architecture": "disk",
};

const STEP_OF_ERROR: Readonly<Record<string, Step>> = {
	"ssh-key-missing": "variables",
	"secret-missing": "variables",
	"secret-in-profile": "variables",
	"bad-number": "variables",
	"docker-target": "variables",
	"elements-path": "elements",
	"already-provided": "elements",
	"requested-is-provided": "elements",
	"no-operating-system": "elements",
	"no-elements": "elements",
	"source-missing": "elements",
	"source-not-found": "elements",
	"source-damaged": "elements",
	"commit-not-found": "elements",
	"duplicate-hook": "elements",
	"layout-conflict": "disk",
	"boot-test-without-disk": "disk",
};

/** Codes of elements and of disks are many and begin alike. */
function stepOfError(code: string): Step | undefined {
	const known = STEP_OF_ERROR[code];
	if (known) return known;
	if (code.startsWith("element-")) return "elements";
	return code.startsWith("disk-") ? "disk" : undefined;
}
