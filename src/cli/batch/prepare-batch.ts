import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import type { BatchBuild } from "../../core/batch/batch-events.js";
import {
	type Budget,
	type BuildNeed,
	type FreeNow,
	MEMORY_OF_PROCESSES,
	treeBytes,
	usualJobs,
} from "../../core/batch/budget.js";
import { EXIT, UserError } from "../../core/errors.js";
import { comparableRuns, meanDurations } from "../../core/run/durations.js";
import type { RunSummary } from "../../core/run/run-summary.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { given } from "../../core/values/given.js";
import { whyNoTmpfs } from "../../engine/work/work-directory.js";
import { freeMemory } from "../../host/free-memory.js";
import { freeBytes } from "../../host/free-space.js";
import { readSummaries } from "../../runs/list/list-runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import { orderOf } from "../build/build-order.js";
import { type PreflightOptions, preflight, spaceNeeds } from "../build/preflight.js";
import type { OrderWithoutRun } from "../build/start-build.js";
import { ensureTools } from "../commands/doctor.js";
import type { CliContext } from "../entry/context.js";
import type { LoadedCell } from "./load-builds.js";

/** One build of a batch: what its builder is told, and what is known of it. */
export interface BatchMemberOrder {
	readonly order: OrderWithoutRun;
	readonly need: BuildNeed;
	readonly shown: BatchBuild;
}

/** Several builds that are run together. Plain data: it goes to another process where screens may come and go. */
export interface BatchOrder {
	readonly members: readonly BatchMemberOrder[];
	readonly budget: Budget;
	/** Folders by file system, for looking how much is free there. */
	readonly places: Readonly<Record<string, string>>;
	/** Nothing more is begun once something has failed, and what runs is cancelled. */
	readonly failFast: boolean;
}

/**
 * What would make a build fail late is found for all of them before the first begins, and what has to be asked is asked
 * once. `jobs`: how many run at once; absent: by processors and memory. Throws UserError.
 */
export async function prepareBatch(
	cells: readonly LoadedCell[],
	context: CliContext,
	{ jobs, failFast, ...options }: PreflightOptions & { readonly jobs?: number; readonly failFast: boolean },
): Promise<BatchOrder> {
	const tools = new Set(cells.flatMap(({ compiled }) => compiled.plan.tools.map(({ tool }) => tool)));
	await ensureTools([...tools], options);
	for (const { cell, compiled } of cells) await withName(cell.name, () => preflight(compiled, options));
	const summaries = await readSummaries(runsFolder(context.env));
	const places: Record<string, string> = {};
	const members: BatchMemberOrder[] = [];
	for (const loaded of cells) members.push(await memberOf(loaded, summaries, context, places));
	const free = freeIn(places);
	assertRoomForAll(members, free, places);
	const needs = members.map(({ need }) => need);
	const count = jobs ?? usualJobs(availableParallelism(), free.memory, needs);
	return { members, budget: { jobs: count, ...free }, places, failFast };
}

/** What is free now. */
export function freeIn(places: Readonly<Record<string, string>>): FreeNow {
	const disk = Object.entries(places).map(([place, folder]) => [place, freeBytes(folder)]);
	return { memory: freeMemory(), disk: Object.fromEntries(disk) };
}

/** Tells which of the builds an error is about. */
async function withName(name: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const { code, message, place, next, exitCode } = error;
		throw new UserError({
			code,
			message: `${name}: ${message}`,
			...given("place", place),
			next,
			exitCode,
			cause: error,
		});
	}
}

async function memberOf(
	{ cell, compiled }: LoadedCell,
	summaries: readonly (RunSummary & { readonly id: string })[],
	context: CliContext,
	places: Record<string, string>,
): Promise<BatchMemberOrder> {
	const { plan } = compiled;
	const earlier = comparableRuns(summaries, { profile: plan.profile, image: plan.imageName });
	const ofImage = earlier.filter(({ image }) => image === plan.imageName);
	const { runs, ms } = meanDurations(ofImage.length > 0 ? ofImage : earlier);
	const tree = treeBytes(earlier);
	// What is free is waited for; only a machine that is too small builds on disk.
	const inMemory = plan.settings.tmpfs && (await whyNoTmpfs(plan.settings, plan.settings.tmp, [])) === undefined;
	const disk: Record<string, number> = {};
	for (const { what, folder, needed } of await spaceNeeds(plan)) {
		const place = fileSystemOf(folder);
		places[place] ??= folder;
		disk[place] = (disk[place] ?? 0) + (what === "temporary files" ? Math.max(needed, tree) : needed);
	}
	return {
		order: orderOf(compiled, context),
		need: { memory: MEMORY_OF_PROCESSES + (inMemory ? tree : 0), disk },
		shown: {
			name: cell.name,
			image: plan.imageName,
			outputs: plan.outputs.map(({ file }) => file),
			architecture: plan.architecture,
			...given("profile", plan.profile),
			...given("release", cell.release),
			...given("expectedMs", runs > 0 ? ms : undefined),
			warnings: plan.warnings.length,
		},
	};
}

/** Its number, as text; a folder that does not exist counts as its parent. */
function fileSystemOf(folder: string): string {
	let existing = folder;
	while (!existsSync(existing)) existing = dirname(existing);
	return String(statSync(existing).dev);
}

/** What builds leave stays: all of it has to have room at the end, not only what runs at once. */
function assertRoomForAll(members: readonly BatchMemberOrder[], free: FreeNow, places: BatchOrder["places"]): void {
	for (const [place, folder] of Object.entries(places)) {
		const largest = Math.max(...members.map(({ need }) => need.disk[place] ?? 0));
		const images = members.reduce((sum, { need, order }) => {
			const isTemporary = !order.plan.settings.tmpfs && fileSystemOf(order.plan.settings.tmp) === place;
			return sum + (isTemporary ? 0 : (need.disk[place] ?? 0));
		}, 0);
		const needed = Math.max(largest, images);
		const has = free.disk[place] ?? Number.POSITIVE_INFINITY;
		if (needed <= has) continue;
		throw new UserError({
			code: "no-space",
			message: `${folder} has ${shortBytes(has)} free, but the ${members.length} builds will need at least ${shortBytes(needed)} there`,
			next: ["Start fewer of them, or give -o a path on a larger disk.", "Or free some space: diskwright runs prune"],
			exitCode: EXIT.host,
		});
	}
}
