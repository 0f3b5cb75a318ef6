import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import { chooseOutput, type PlannedPublication } from "../../core/publish/planned-publication.js";
import type { ImageFacts } from "../../core/publish/properties.js";
import { findRunId } from "../../core/run/run-id.js";
import { unpackEvents } from "../../runs/events/packed-events.js";
import { finalState } from "../../runs/list/list-runs.js";
import { readPlan } from "../../runs/plan-file.js";
import { listRunIds, openRun } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { CliContext } from "../entry/context.js";

export interface FoundImage {
	/** Absolute. */
	readonly path: string;
	/** Its name without an ending. */
	readonly name: string;
	readonly facts: ImageFacts;
	/** Of a run: what its profile says of where to publish it. */
	readonly planned: readonly PlannedPublication[];
}

/** The image that is meant: a file, or what a run has made, in `format` where there are several. Throws UserError. */
export async function findImage(
	wanted: string,
	format: string | undefined,
	{ cwd, env }: CliContext,
): Promise<FoundImage> {
	const path = resolve(cwd, wanted);
	if (existsSync(path) || /[/.]/.test(wanted))
		return { path, name: basename(path).replace(/\.[^.]+$/, ""), facts: {}, planned: [] };
	const folder = runsFolder(env);
	const run = openRun(folder, findRunId(await listRunIds(folder), wanted));
	await unpackEvents(run);
	const { artifacts } = await finalState(run);
	const image = chooseOutput(artifacts, format);
	const plan = await readPlan(run);
	if (image && plan) {
		const facts = { architecture: plan.architecture, hasEfiPartition: plan.disk.hasEfiPartition, run: run.id };
		return { path: image.path, name: basename(plan.imageName), facts, planned: plan.settings.publish ?? [] };
	}
	const made = artifacts.map((artifact) => artifact.format).join(", ");
	throw new UserError({
		code: "no-image",
		message: `The run ${run.id} has made no image ${format ? `in the format ${format}` : "of a disk"}${made ? `, only ${made}` : ""}`,
		next: [`Look at it: diskwright runs show ${run.id}`],
	});
}
