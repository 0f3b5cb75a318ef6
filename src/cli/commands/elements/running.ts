import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../../../core/planning/plan.js";
import { listRunIds, openRun, type Run, runIsAlive } from "../../../runs/runs.js";
import { runsFolder } from "../../../runs/runs-folder.js";

/** Ids of the builds that run now with elements of this origin: their files must stay. */
export async function runsWithOrigin(origin: string, env: Readonly<Record<string, string>>): Promise<string[]> {
	const folder = runsFolder(env);
	const using: string[] = [];
	for (const id of await listRunIds(folder)) {
		const run = openRun(folder, id);
		if ((await runIsAlive(run)) && (await usesOrigin(run, origin))) using.push(id);
	}
	return using;
}

async function usesOrigin(run: Run, origin: string): Promise<boolean> {
	try {
		const plan = JSON.parse(await readFile(join(run.folder, "plan.json"), "utf8")) as Plan;
		return (plan.sources ?? []).some((source) => source.origin === origin);
	} catch {
		return false;
	}
}
