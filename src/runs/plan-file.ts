import type { Plan } from "../core/planning/plan.js";
import { readRunJson, writeRunFile } from "./run-file.js";
import type { Run } from "./runs.js";

const PLAN_FILE = "plan.json";

/** Writes the plan of a run, for people and for later comparisons; it belongs to the caller of the build. */
export const writePlan = (
	run: Run,
	plan: unknown,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> => writeRunFile(run.folder, PLAN_FILE, `${JSON.stringify(plan, undefined, 2)}\n`, owner);

/** What a run was to do; undefined when it never came so far, or its file is damaged. */
export const readPlan = (run: Run): Promise<Plan | undefined> => readRunJson<Plan>(run, PLAN_FILE);

/** The profile a run was made from, out of its plan; undefined when it had none, or its plan is gone. */
export async function profileOf(run: Run): Promise<string | undefined> {
	const profile: unknown = (await readPlan(run))?.profile;
	return typeof profile === "string" ? profile : undefined;
}
