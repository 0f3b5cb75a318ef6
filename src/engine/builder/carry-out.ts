import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BuildOrder, imagePath, type Plan } from "../../core/planning/plan.js";
import { STEADY_HOST_NAME } from "../../core/reproducible/surroundings.js";
import { comparableRuns } from "../../core/run/durations.js";
import type { EventBody } from "../../core/run/events.js";
import { usedBytes } from "../../host/free-space.js";
import { runTool } from "../../host/run-tool.js";
import { readSummaries } from "../../runs/list/list-runs.js";
import { openTaskRecords } from "../../runs/task-records.js";
import { build } from "../build.js";
import type { BuildContext } from "../build-context.js";
import { engineEnvironment } from "../hooks/engine-environment.js";
import { KeptImages } from "../kept-image/kept-images.js";
import { BuildLayers } from "../layers/build-layers.js";
import { BuiltKeeper } from "../layers/built-keeper.js";
import { type LayerTools, openLayerTools } from "../layers/open-layers.js";
import { WatchedHooks } from "../layers/watched-hooks.js";
import type { Sight } from "../layers/witness.js";
import type { ResolverWatch } from "../root/resolver-watch.js";
import { openOverlayTree, openPlainTree, type RootTree } from "../root/root-tree.js";
import type { TaskRunner } from "../tasks/task.js";
import { boundCache } from "../work/bound-cache.js";
import { makeCallersFolder, restoreOwnership } from "../work/ownership.js";
import type { Scope } from "../work/scope.js";
import {
	makeWorkDirectory,
	removeWorkDirectory,
	type WorkDirectory,
	whyNoTmpfs,
	workDirectoryPath,
} from "../work/work-directory.js";
import type { Decisions } from "./decisions.js";
import { openEmulation } from "./emulation.js";
import type { RunJournal } from "./run-journal.js";
import type { Shells } from "./shells.js";

/** What a build needs of the process that it runs in. */
export interface BuilderServices {
	readonly journal: RunJournal;
	readonly decisions: Decisions;
	readonly shells: Shells;
	readonly tasks: TaskRunner;
	readonly resolver: ResolverWatch;
	readonly scope: Scope;
	readonly signal: AbortSignal;
}

/** Prepares what the build of an order works on, and builds; what is to be taken away again is left to the scope. */
export async function carryOut(order: BuildOrder, services: BuilderServices): Promise<void> {
	const { journal, decisions, shells, tasks, resolver, scope, signal } = services;
	const { settings } = order.plan;
	// Awaited last: what is cleaned up meanwhile keeps another core busy.
	let kept: Promise<void> | undefined;
	scope.defer("the record of what was built", () => kept);
	const outputs: Map<string, string | undefined> = new Map();
	const path = workDirectoryPath(order);
	const inMemory = settings.tmpfs && (await fitsIntoMemory(order, path, journal));
	await makeCallersFolder(settings.imageCache, order.caller);
	await makeCallersFolder(settings.lockFiles, order.caller);
	scope.defer("the ownership of outputs and cache", () => restoreOwnership(order));
	const { cacheBytes } = settings;
	if (cacheBytes !== undefined) {
		scope.defer("the bound of the folder for downloads", () => boundCache(settings.imageCache, cacheBytes));
	}
	await journal.willLeave(path);
	const work = await makeWorkDirectory(path, inMemory);
	scope.defer("the work directory", () => removeWorkDirectory(work));
	if (settings.reproducible) await hideHostName(work, scope);
	const { architecture, support } = order.plan;
	const emulator = support?.emulator;
	if (emulator) await openEmulation({ architecture, emulator, folder: work.emulation, scope });
	const rootTree = await openTree(work, journal);
	scope.defer("the root tree", () => rootTree.close());
	const ctx: BuildContext = {
		order,
		plan: order.plan,
		elements: order.elements,
		callerNames: {
			name: order.environment.SUDO_USER ?? order.environment.USER ?? "root",
			uid: order.caller.uid,
			gid: order.caller.gid,
		},
		emit(body) {
			if (body.type === "artifact") noteOutput(body, order.plan, outputs);
			journal.emit(body);
		},
		tasks,
		logs: journal.logs,
		secrets: journal.secrets,
		decisions,
		resolver,
		signal,
		timeout: settings.taskTimeoutSeconds === undefined ? {} : { timeoutSeconds: settings.taskTimeoutSeconds },
		scope,
		work,
		rootTree,
		shells,
		environment: engineEnvironment(order, work),
		sourceOf: (phase, hook) =>
			order.plan.phases.find((planned) => planned.phase === phase)?.hooks.find((planned) => planned.name === hook),
		snippetSource: (name) => {
			const owner = order.elements.find(({ dirs }) => dirs["environment.d"]?.[name]);
			return owner && { element: owner.name, file: join(owner.path, "environment.d", name) };
		},
		refreshHook: async (phase, hook, file) => {
			await runTool(["cp", "-a", "--remove-destination", "--", file, join(work.hooks, `${phase}.d`, hook)]);
		},
		willLeave: journal.willLeave,
	};
	// At its end: nothing is taken away before.
	if (work.tmpfs) {
		scope.defer("the measure of the work directory", async () =>
			journal.emit({ type: "measured", temporaryBytes: usedBytes(work.build) }),
		);
	}
	const tools = await openLayers(ctx);
	if (!tools) return build(ctx);
	const records = openTaskRecords(order.runFolder, order.caller, (text) => journal.secrets.mask(text));
	const keeper = new BuiltKeeper();
	const witness = { record: records.add, saw: (sight: Sight) => keeper.saw(sight) };
	const layers = new BuildLayers(ctx, tools, witness);
	scope.defer("the layers", () => layers.close());
	scope.defer("the records of hooks", () => records.close());
	const images = new KeptImages(ctx, tools, layers);
	await build(ctx, layers, new WatchedHooks(ctx, tools, witness, () => layers.published()), images);
	const { surroundings } = order;
	if (!surroundings || outputs.size === 0) return;
	await layers.published();
	kept = keeper.keep(
		{
			...{ surroundings, places: tools.places, maxAgeMs: tools.maxAgeMs, image: imagePath(order.plan) },
			...{ runFolder: order.runFolder, owner: order.caller, environment: order.environment },
			directory: settings.directory,
		},
		outputs,
	);
}

/** Whether what the build makes meanwhile fits into memory; where it does not, the user is told. */
async function fitsIntoMemory({ plan, runFolder }: BuildOrder, folder: string, journal: RunJournal): Promise<boolean> {
	const { settings, profile, imageName: image } = plan;
	const earlier = comparableRuns(await readSummaries(dirname(runFolder)), { profile, image });
	const message = await whyNoTmpfs(settings, folder, earlier);
	if (message !== undefined) journal.emit({ type: "warning", code: "no-tmpfs", message });
	return message === undefined;
}

/** Notes a file that was put in place, and what lies beside it. */
function noteOutput(
	{ path, checksums }: Extract<EventBody, { type: "artifact" }>,
	plan: Plan,
	outputs: Map<string, string | undefined>,
): void {
	outputs.set(path, checksums.sha256);
	for (const algorithm of Object.keys(checksums)) outputs.set(`${path}.${algorithm}`, undefined);
	outputs.set(`${imagePath(plan)}.manifest.json`, undefined);
}

/** Bootstrap programs copy this file of the host into the image. */
async function hideHostName({ build: folder }: WorkDirectory, scope: Scope): Promise<void> {
	if (!existsSync(HOST_NAME)) return;
	const file = join(folder, "hostname");
	await writeFile(file, `${STEADY_HOST_NAME}\n`, { mode: 0o644 });
	await runTool(["mount", "--no-mtab", "--bind", file, HOST_NAME]);
	scope.defer(`the mount ${HOST_NAME}`, () => runTool(["umount", "--no-mtab", HOST_NAME]));
}

const HOST_NAME = "/etc/hostname";

/** The overlay where the host has one; otherwise a plain directory, and the user is told what that costs. */
async function openTree(work: WorkDirectory, journal: RunJournal): Promise<RootTree> {
	const options = { store: work.layers, path: work.mount };
	try {
		return await openOverlayTree(options);
	} catch (error) {
		const cause = error instanceof Error ? error.message : String(error);
		journal.emit({
			type: "warning",
			code: "no-overlay",
			message: `no overlay can be mounted here, building in a plain tree: a failed hook's changes stay on retry (${cause})`,
			hint: "diskwright doctor says what this host offers.",
		});
		return openPlainTree(options);
	}
}

/** Layers where the build wants them and the host can; otherwise the user is told why all hooks run. */
async function openLayers(ctx: BuildContext): Promise<LayerTools | undefined> {
	const { order, work, rootTree, secrets, emit, signal } = ctx;
	if (!order.plan.settings.layers) return undefined;
	const tell = (message: string, hint: string) => emit({ type: "warning", code: "layers-remote", message, hint });
	const tellAway = (message: string) =>
		emit({ type: "warning", code: "mirror-away", message, hint: "What was known of it stands for it." });
	const tools = rootTree.layered
		? await openLayerTools(order, work, secrets, { tell, tellAway, signal })
		: { off: "no overlay can be mounted here" };
	if (!("off" in tools)) return tools;
	emit({ type: "warning", code: "no-layers", message: `There are no layers, all hooks run: ${tools.off}` });
	return undefined;
}
