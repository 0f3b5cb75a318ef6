import { basename, dirname, join } from "node:path";
import type { BuiltRecord, Surroundings } from "../../core/built/built-record.js";
import { type BuiltNow, whyBuildAgain } from "../../core/built/compare-built.js";
import type { CompiledPlan } from "../../core/planning/compile-plan.js";
import { imagePath } from "../../core/planning/plan.js";
import { shortDuration } from "../../core/text/short-quantities.js";
import { cleanLine } from "../../core/text/terminal-text.js";
import { userFolders } from "../../host/user-folders.js";
import { lookAtHostInputs } from "../../layers/built/host-inputs.js";
import { outputsNow } from "../../layers/built/outputs.js";
import { lookAtSurroundings } from "../../layers/built/surroundings.js";
import { INDEXES } from "../../layers/packages/index-folder.js";
import { PackageIndexes } from "../../layers/packages/package-indexes.js";
import { callersKey, newestBuiltRecord } from "../../runs/built-file.js";
import { runsFolder } from "../../runs/runs-folder.js";
import type { CliContext } from "../entry/context.js";
import type { RunFlags } from "./build-flags.js";

/** A build of which everything stands. */
export interface Unchanged {
	readonly run: string;
	/** Milliseconds since 1970. */
	readonly made: number;
	/** Absolute paths. */
	readonly outputs: readonly string[];
	/** Mirrors that could not be asked whether they have other packages by now, a sentence each. */
	readonly unasked: readonly string[];
}

/** What an earlier build leaves to do. */
export type BuiltAnswer =
	/** Nothing: what that run has made stands as it was made. */
	| { readonly unchanged: Unchanged }
	/** Why there is something to do; `run` is the build that it was compared with. */
	| { readonly changed: string; readonly run?: string };

/**
 * Whether a build has nothing to do, because all that an earlier one was made from is as it was and its outputs stand. For
 * builds with layers alone, since only these know what their hooks have read. Needs no root. `contents`: outputs are read in full.
 */
export async function lookWhetherBuilt(
	compiled: CompiledPlan,
	context: CliContext,
	{ contents = false }: { readonly contents?: boolean } = {},
): Promise<BuiltAnswer> {
	const { settings } = compiled.plan;
	if (!settings.layers) return { changed: "it is built without layers" };
	if (settings.renewFrom !== undefined) return { changed: "hooks are to run again (--no-cache)" };
	if (settings.wholeImage) return { changed: "the image is to be made anew (--whole-image)" };
	if (settings.breakPoints.length > 0) return { changed: "it is to be held at a break point" };
	try {
		const compared = await compareWithBuilt(compiled, context, contents);
		if (!compared) return { changed: "no earlier build of this image with layers is known" };
		const { run, record, why, unasked } = compared;
		if (why !== undefined) return { changed: why, run };
		return { unchanged: { run, made: record.made, outputs: record.outputs.map(({ path }) => path), unasked } };
	} catch (error) {
		return { changed: `it cannot be told: ${error instanceof Error ? error.message : error}` };
	}
}

/** A build beside the newest one of its image that has left a record. */
export interface Compared {
	readonly run: string;
	readonly record: BuiltRecord;
	readonly now: BuiltNow;
	/** The first thing that is not as it was, in a sentence's end; undefined when all is. */
	readonly why: string | undefined;
	/** As `Unchanged` has it. */
	readonly unasked: readonly string[];
}

/** Looks at everything that the newest build of the image was made from. Throws what looking at files throws. */
export async function compareWithBuilt(
	compiled: CompiledPlan,
	{ env, packageRoot, version }: CliContext,
	contents = false,
): Promise<Compared | undefined> {
	const folder = runsFolder(env);
	const found = await newestBuiltRecord(folder, imagePath(compiled.plan));
	if (!found) return undefined;
	const { run, record } = found;
	const unasked: string[] = [];
	const offline = compiled.plan.settings.offline;
	const tell = (message: string) => unasked.push(message);
	const indexes = new PackageIndexes({
		folder: join(userFolders(env).cache, INDEXES),
		env: compiled.environment,
		offline,
		tell,
	});
	// Mirrors answer while the files of this host are looked at.
	const packages = Promise.all(record.packages.map(async (group) => (await indexes.look(group))?.inputs ?? group));
	const key = callersKey(folder);
	const { inputs, files } = lookAtSurroundings(compiled, { packageRoot, version, key, known: record });
	const view = {
		...{ callersFolders: record.callersFolders, key: Buffer.from(key).toString("hex") },
		...{ environment: compiled.environment, files: Object.keys(files) },
	};
	const names = record.host.map(({ name }) => name);
	const outputs = await outputsNow(record.outputs, contents);
	const now: BuiltNow = {
		inputs,
		host: lookAtHostInputs(names, view),
		packages: await packages,
		outputs,
		now: Date.now(),
	};
	return { run, record, now, unasked, why: whyBuildAgain(record, now, contents) };
}

/** What the builder is to keep a record of; undefined without layers, and where it cannot be told. */
export function surroundingsOf(compiled: CompiledPlan, context: CliContext): Surroundings | undefined {
	if (!compiled.plan.settings.layers) return undefined;
	try {
		const { packageRoot, version } = context;
		return lookAtSurroundings(compiled, { packageRoot, version, key: callersKey(runsFolder(context.env)) });
	} catch {
		// The next build has to run, no more.
		return undefined;
	}
}

/** Says it as the build would have been shown; with --detach by the id of the run that has made the images, as a new one is told. */
export function tellUnchanged(unchanged: Unchanged, { progress, detach }: RunFlags, context: CliContext): void {
	const { run, outputs } = unchanged;
	const { stdout, stderr } = context;
	warnUnasked(unchanged, stderr);
	if (detach) stdout.write(`${run}\n`);
	else if (progress === "ndjson") stdout.write(`${JSON.stringify({ type: "build.unchanged", id: run, outputs })}\n`);
	else if (progress !== "quiet") stdout.write(`${cleanLine(unchangedText(unchanged))}\n`);
}

/** What is not known of mirrors is told all the same. */
export function warnUnasked({ unasked }: Unchanged, stderr: CliContext["stderr"]): void {
	for (const message of unasked) stderr.write(`warning: ${cleanLine(message)}\n`);
}

/** One line: that nothing has changed, since when, and how to build all the same. */
export function unchangedText({ run, made, outputs }: Unchanged): string {
	const names = outputs.map((path) => basename(path)).filter((name) => !name.endsWith(".manifest.json"));
	const stand = names.length === 1 ? "stands as it was made" : "stand as they were made";
	const where = dirname(outputs[0] ?? "/");
	const age = shortDuration(Math.max(0, Date.now() - made));
	return `Nothing has changed since the build ${run}, ${age} ago: ${names.join(", ")} in ${where} ${stand}. --again builds it all the same.`;
}
