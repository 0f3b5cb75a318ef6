import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../core/plan.js";
import { listRunIds, openRun } from "../engine/runs/runs.js";
import { runsFolder } from "./runs-folder.js";

/** A longer list helps nobody to choose. */
const MOST = 4;
const RUNS_LOOKED_AT = 50;

/** Mirrors that a profile or flag named in earlier runs, newest first. */
export async function usedMirrors(env: Readonly<Record<string, string>>): Promise<string[]> {
	const folder = runsFolder(env);
	const ids = (await listRunIds(folder)).slice(0, RUNS_LOOKED_AT);
	const mirrors = await Promise.all(ids.map((id) => mirrorOf(join(openRun(folder, id).folder, "plan.json"))));
	return [...new Set(mirrors.filter((mirror) => mirror !== undefined))].slice(0, MOST);
}

async function mirrorOf(file: string): Promise<string | undefined> {
	try {
		const { environment } = JSON.parse(await readFile(file, "utf8")) as Pick<Plan, "environment">;
		return environment.find(({ name, from }) => name === "DIB_DISTRIBUTION_MIRROR" && from !== "host")?.value;
	} catch {
		// A run whose plan is gone or damaged named nothing.
		return undefined;
	}
}
