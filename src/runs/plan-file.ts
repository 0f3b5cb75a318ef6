import { chown, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../core/planning/plan.js";
import { readRegular } from "./events/open-regular.js";
import type { Run } from "./runs.js";

const PLAN_FILE = "plan.json";

/** Writes the plan of a run, for people and for later comparisons; it belongs to the caller of the build. */
export async function writePlan(
	run: Run,
	plan: unknown,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
	const file = join(run.folder, PLAN_FILE);
	await writeFile(file, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
	await chown(file, owner.uid, owner.gid);
}

/** What a run was to do; undefined when it never came so far, or its file is damaged. */
export const readPlan = (run: Run): Promise<Plan | undefined> => readRunJson<Plan>(run, PLAN_FILE);

/** The profile a run was made from, out of its plan; undefined when it had none, or its plan is gone. */
export async function profileOf(run: Run): Promise<string | undefined> {
	const profile: unknown = (await readPlan(run))?.profile;
	return typeof profile === "string" ? profile : undefined;
}

/** A file in the folder of a run; undefined when it is not there or damaged. */
export async function readRunJson<T>(run: Run, name: string): Promise<T | undefined> {
	const text = await readRegular(join(run.folder, name));
	try {
		return text === undefined ? undefined : (JSON.parse(text) as T);
	} catch {
		return undefined;
	}
}
