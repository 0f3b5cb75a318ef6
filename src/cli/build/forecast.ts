import { lstatSync } from "node:fs";
import { join } from "node:path";
import { packageDifferences } from "../../core/built/compare-built.js";
import { type BuildForecast, forecastHooks } from "../../core/built/forecast.js";
import { allDifferences } from "../../core/layers/input.js";
import type { TaskRecord } from "../../core/layers/task-record.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { createMasker, maskStrings } from "../../core/secrets/masker.js";
import { isRoot } from "../../host/privilege.js";
import { candidatePath, SYSTEM_CACHE } from "../../layers/store/layer-store.js";
import { openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { readTaskRecords } from "../../runs/task-records.js";
import type { CliContext } from "../entry/context.js";
import { compareWithBuilt } from "./nothing-changed.js";

/**
 * What a build with layers will do with each hook, as far as it can be told from what the last one has left; undefined without
 * layers. Needs no root; only with it the store can be looked into.
 */
async function forecastBuild(compiled: CompiledPlan, context: CliContext): Promise<BuildForecast | undefined> {
	const { plan } = compiled;
	if (!plan.settings.layers) return undefined;
	const nothing = { unchanged: false, hooks: [] };
	try {
		const compared = await compareWithBuilt(compiled, context);
		if (!compared) return { ...nothing, unknown: "no earlier build of this image with layers is known" };
		const { run, why, record, now, unasked } = compared;
		if (why === undefined && plan.settings.renewFrom === undefined) return { against: run, unchanged: true, hooks: [] };
		const tasks = plan.phases.flatMap(({ phase, hooks }) => hooks.map(({ name }) => `${phase}/${name}`));
		const hooks = forecastHooks({
			tasks,
			records: await readTaskRecords(openRun(runsFolder(context.env), run)),
			differences: [
				...allDifferences(record.inputs, now.inputs),
				...allDifferences(record.host, now.host),
				...packageDifferences(record, now),
			],
			expired: now.now > record.until,
			...(isRoot() ? { has: isKept(plan.settings.imageCache) } : {}),
		});
		const unseen = [
			...(isRoot() ? [] : ["Whether the layers are still there can only be seen by root."]),
			...unasked.map((message) => `${message}.`),
		];
		return {
			...{ against: run, unchanged: false, hooks, changed: why ?? "hooks are to run again (--no-cache)" },
			...(unseen.length > 0 ? { unseen: unseen.join(" ") } : {}),
		};
	} catch (error) {
		return { ...nothing, unknown: `it cannot be told: ${error instanceof Error ? error.message : error}` };
	}
}

/** The same as it may be shown: what has changed can be the address of a login. */
export async function maskedForecast(compiled: CompiledPlan, context: CliContext): Promise<BuildForecast | undefined> {
	const forecast = await forecastBuild(compiled, context);
	return forecast && maskStrings(forecast, createMasker(compiled.secretValues));
}

/** Looks for a layer by name alone; whether it is whole is found out when it is taken. */
const isKept =
	(imageCache: string) =>
	({ declared, key }: NonNullable<TaskRecord["layer"]>): boolean =>
		[imageCache, SYSTEM_CACHE].some((cache) =>
			lstatSync(join(candidatePath(cache, declared), key), { throwIfNoEntry: false }),
		);
