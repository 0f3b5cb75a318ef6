import { accessSync, constants, lstatSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { PLAN_VERSION } from "../../core/planning/plan.js";
import { logLimit, runLimits } from "../../core/run/storage-limits.js";
import { given } from "../../core/values/given.js";
import { makeFolder } from "../../host/make-folder.js";
import { caller } from "../../host/privilege.js";
import { moveUserFolder } from "../../host/user-folders.js";
import type { Run } from "../../runs/runs.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { CliContext } from "../entry/context.js";
import { surroundingsOf } from "./nothing-changed.js";
import { type OrderWithoutRun, type StartBuildOptions, startBuild } from "./start-build.js";

/** Starts a compiled build; returns its exit code. Throws UserError when the images cannot be written where they belong. */
export async function runBuild(
	compiled: CompiledPlan,
	context: CliContext,
	options: Omit<StartBuildOptions, "runsFolder" | "runLimits">,
): Promise<number> {
	const { exitCode, run } = await startBuild(orderOf(compiled, context), {
		...options,
		runsFolder: runsFolder(context.env),
		runLimits: runLimits(context.env),
	});
	if (options.detach) context.stdout.write(`${run.id}\n`);
	return exitCode;
}

/** Starts a compiled build apart from this process and leaves it to itself. Throws UserError. */
export async function launchBuild(compiled: CompiledPlan, context: CliContext): Promise<Run> {
	const options = {
		reporters: [],
		detach: true,
		runsFolder: runsFolder(context.env),
		runLimits: runLimits(context.env),
	};
	return (await startBuild(orderOf(compiled, context), options)).run;
}

/** What the builder is told; the folders it needs are made on the way. */
export function orderOf(compiled: CompiledPlan, context: CliContext): OrderWithoutRun {
	assertOutputFolder(compiled);
	makeFolder(runsFolder(context.env), "the logs of builds", moveUserFolder("state"));
	makeFolder(
		compiled.plan.settings.imageCache,
		"downloads",
		"Give --image-cache (DIB_IMAGE_CACHE) a folder you may write to.",
	);
	const { plan, elements, environment, secrets, secretValues } = compiled;
	return {
		version: PLAN_VERSION,
		plan,
		elements,
		environment,
		secrets,
		...given("surroundings", surroundingsOf(compiled, context)),
		logLimit: logLimit(context.env),
		secretValues,
		caller: { ...caller(), umask: process.umask() },
		packageRoot: context.packageRoot,
	};
}

/** The folder of the images is not made (contract §2.2): a mistyped path would be found out at the end of the build. */
function assertOutputFolder({ plan }: CompiledPlan): void {
	const folder = dirname(resolve(plan.settings.directory, plan.imageName));
	const complain = (message: string, next: string) =>
		new UserError({ code: "output-folder", message, next: [next], exitCode: EXIT.usage });
	const stats = statSync(folder, { throwIfNoEntry: false });
	if (!stats) throw complain(`The folder ${folder} for the image does not exist`, `Make it: mkdir -p '${folder}'`);
	if (!stats.isDirectory())
		throw complain(`${folder}, meant to hold the image, is not a folder`, "Give -o another path.");
	try {
		accessSync(folder, constants.W_OK);
	} catch {
		throw complain(`The folder ${folder} for the image is not writable`, "Give -o a path you may write to.");
	}
	for (const { format, file } of plan.outputs) {
		const path = resolve(plan.settings.directory, file);
		const found = lstatSync(path, { throwIfNoEntry: false });
		if (!found || found.isFile() || found.isSymbolicLink() || (format === "dir" && found.isDirectory())) continue;
		throw complain(
			`${path}, meant to become the image, is ${found.isDirectory() ? "a folder" : "no plain file"}`,
			"Give -o another name, or move it away.",
		);
	}
}
