import type { DraftBuild } from "../../core/profile/draft-build.js";
import { compiledPlan, type DraftPlan } from "../wizard/draft.js";
import { PASSWORD_VARIABLE } from "./login.js";

/** Whether somebody can log into the image, in one sentence. */
export interface LoginSummary {
	readonly possible: boolean;
	readonly text: string;
}

/** Looks at the draft and at what the plan says about logins. */
export function whoCanLogIn(build: DraftBuild, plan: DraftPlan): LoginSummary {
	const { user } = build.profile;
	if (plan.status === "failed" && plan.error.code === "ssh-key-missing") {
		return { possible: false, text: `Nobody can log in yet: ${plan.error.message}` };
	}
	const compiled = compiledPlan(plan);
	const password = build.secrets?.[PASSWORD_VARIABLE] !== undefined || user?.["password-hash"] !== undefined;
	const ways = [...(user?.["ssh-key"] ? ["an ssh key"] : []), ...(password ? ["a password"] : [])];
	if (user && ways.length > 0) {
		return { possible: true, text: `${user.name ?? "devuser"} can log in with ${ways.join(" and ")}` };
	}
	if (compiled && !compiled.plan.warnings.some(({ code }) => code === "no-login")) {
		return { possible: true, text: "logins are made by an element or by the cloud at first boot" };
	}
	const missing = user ? `${user.name ?? "the user"} has neither key nor password` : "there is no user";
	return { possible: false, text: `Nobody can log in: ${missing}` };
}
