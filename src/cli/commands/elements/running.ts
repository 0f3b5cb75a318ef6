import { readPlan } from "../../../runs/plan-file.js";
import { listRunIds, openRun, runIsAlive } from "../../../runs/runs.js";
import { runsFolder } from "../../../runs/runs-folder.js";

/** Ids of the builds that run now with elements of this origin: their files must stay. */
export async function runsWithOrigin(origin: string, env: Readonly<Record<string, string>>): Promise<string[]> {
	const folder = runsFolder(env);
	const using: string[] = [];
	for (const id of await listRunIds(folder)) {
		const run = openRun(folder, id);
		if ((await runIsAlive(run)) && (await readPlan(run))?.sources?.some((source) => source.origin === origin))
			using.push(id);
	}
	return using;
}
