import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../../core/element/element.js";
import { runnableHooks } from "../../core/hooks/hook-order.js";
import { ignoredHook, isMeantAsHook } from "../../core/hooks/ignored-hook.js";
import { type Phase, whereRuns } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import type { Layers } from "../layers/layers.js";
import { withHooksInside } from "../root/chroot.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { absoluteLinks } from "../tree/absolute-links.js";
import { breakPoint } from "./break-points.js";
import { listEntries } from "./hook-entries.js";
import { hookStep, REACH } from "./hook-step.js";
import { type PhaseShell, sourceSnippets } from "./snippets.js";

/**
 * Runs all hooks of one phase, inside the image for chroot phases (contract §7, §8.2); `layers` may take the place of those that
 * only change the tree. Returns what the snippets left; undefined without any hooks, and when a snippet has ended the phase.
 */
export async function runPhase(
	ctx: BuildContext,
	phase: Phase,
	site: Site,
	layers?: Layers,
): Promise<PhaseShell | undefined> {
	const inside = whereRuns(phase) === "chroot";
	const directory = join(ctx.work.hooks, `${phase}.d`);
	const present = (await stat(directory).catch(() => undefined))?.isDirectory() ?? false;
	if (!inside) await breakPoint(ctx, `before-${phase}`, site);
	let shell: PhaseShell | undefined;
	if (present) {
		const run = async () => {
			shell = await runHooks(ctx, phase, directory, site, layers);
		};
		if (inside) {
			await withHooksInside(site.tree, ctx.work.hooks, async () => {
				await breakPoint(ctx, `before-${phase}`, site, "chroot");
				await run().catch(async (error) => {
					if (!ctx.signal.aborted) await breakPoint(ctx, "after-error", site, "chroot");
					throw error;
				});
				await breakPoint(ctx, `after-${phase}`, site, "chroot");
			});
		} else {
			await run().catch(async (error) => {
				// DIB stops here for this phase alone among those outside (contract §7.7).
				if (phase === "block-device" && !ctx.signal.aborted) await breakPoint(ctx, "after-error", site);
				throw error;
			});
		}
	}
	if (!inside) await breakPoint(ctx, `after-${phase}`, site);
	return shell;
}

async function runHooks(
	ctx: BuildContext,
	phase: Phase,
	directory: string,
	site: Site,
	layers: Layers | undefined,
): Promise<PhaseShell | undefined> {
	// Read now and not when planning: extra-data hooks add hooks.
	const entries = await listEntries(directory);
	const { run: hooks, ignored } = runnableHooks(entries, ctx.environment.RUN_PARTS_REGEX);
	// Without a hook too: a snippet may refuse the phase (contract §6.1, §6.4).
	const snippets = snippetsStep(phase, entries, ignored);
	const shell = await (layers ? layers.snippets(snippets, site) : runStep(ctx, snippets, site));
	if (!shell) return undefined;
	if (whereRuns(phase) === "host" && phase !== "root" && hooks.length > 0) {
		await warnOfAbsoluteLinks(ctx, phase, site, hooks);
	}
	for (const name of hooks) {
		const step = hookStep(ctx, phase, name);
		if (layers) await layers.run(step, { site, shell });
		else {
			if (site.rewindable && ctx.plan.settings.onFailure.mode === "hold") await ctx.rootTree.checkpoint();
			await runStep(ctx, step, { site, shell });
		}
	}
	await layers?.settle();
	return shell;
}

/** Sources the snippets, and tells of files that look like hooks and are none. */
function snippetsStep(
	phase: Phase,
	entries: Readonly<Record<string, Entry>>,
	ignored: ReturnType<typeof runnableHooks>["ignored"],
): Step<Site, PhaseShell | undefined> {
	const where = whereRuns(phase);
	return {
		stage: phase,
		id: "environment",
		title: "environment snippets",
		reads: REACH[where],
		changes: [],
		where,
		async run(ctx, site, task) {
			if (ctx.plan.settings.debugTrace > 0) {
				for (const { name, why } of ignored) task.log.note(`dib-run-parts Ignoring ${name}: ${why}`);
			}
			for (const { name, why } of ignored) {
				if (!isMeantAsHook(name, entries[name]?.kind) || wasPlanned(ctx, phase, name)) continue;
				ctx.emit({ type: "warning", ...ignoredHook(`${phase}.d/${name}`, name, why) });
			}
			return sourceSnippets(ctx, phase, site, task);
		},
	};
}

/** Ours find files of the image inside it; those of others glue paths together, and DIB's contract lets them. */
async function warnOfAbsoluteLinks(
	ctx: BuildContext,
	phase: Phase,
	{ tree }: Site,
	hooks: readonly string[],
): Promise<void> {
	const builtIn = ctx.plan.elementsPath.at(-1);
	const others = hooks.filter((hook) => !ctx.sourceOf(phase, hook)?.file.startsWith(`${builtIn}/`));
	const links = others.length > 0 ? await absoluteLinks(tree) : [];
	if (links.length === 0) return;
	ctx.emit({
		type: "warning",
		code: "absolute-links",
		message: `Folders of the image are absolute links: ${links.join(", ")}; through them a hook outside the image reaches this host: ${others.map((hook) => `${phase}.d/${hook}`).join(", ")}`,
		hint: "Make such links relative, or let these hooks ask in_tree of $_LIB/in-tree.",
	});
}

/** What the plan knew it has warned of, or found to be data; hooks of extra-data add more. */
function wasPlanned({ plan }: BuildContext, phase: Phase, name: string): boolean {
	return plan.phases.some((planned) => planned.phase === phase && planned.ignored.some((one) => one.name === name));
}
