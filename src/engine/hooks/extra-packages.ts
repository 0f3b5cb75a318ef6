import { EXTRA_PACKAGES } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import type { Layers } from "../layers/layers.js";
import { chrootArgv, HOOKS_INSIDE, withHooksInside } from "../root/chroot.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { runLogged } from "../tasks/run-logged.js";
import { TaskFailure } from "../tasks/task.js";
import { CHANGES, REACH } from "./hook-step.js";
import { phaseEnvironment } from "./quick-initramfs.js";
import { type PhaseShell, sourceSnippets } from "./snippets.js";

/**
 * Installs the packages of `-p`, if there are any, after install.d (contract §7.3, step 13). `shell` is what the snippets left for
 * install.d; `layers` may take the place of the installation.
 */
export async function installExtraPackages(
	ctx: BuildContext,
	site: Site,
	shell: PhaseShell | undefined,
	layers: Layers | undefined,
): Promise<void> {
	const packages = ctx.plan.settings.extraPackages;
	if (packages.length === 0) return;
	const step = extraPackages(packages);
	await withHooksInside(site.tree, ctx.work.hooks, async () => {
		if (!layers || !shell) return runStep(ctx, step, { site, ...(shell ? { shell } : {}) });
		await layers.run(step, { site, shell });
		await layers.settle();
	});
}

/** One `install-packages` call. Unlike DIB the snippets are sourced first, so that the distribution's variables are there (Q7). */
function extraPackages(packages: readonly string[]): Step<{ readonly site: Site; readonly shell?: PhaseShell }> {
	const argv = ["install-packages", ...packages];
	return {
		stage: "install",
		id: EXTRA_PACKAGES,
		title: `packages of -p: ${packages.join(" ")}`,
		reads: REACH.chroot,
		changes: CHANGES.chroot,
		where: "chroot",
		argv,
		mayBeSkipped: true,
		async run(ctx, { site, shell }, task) {
			// There are none yet when install.d has no hooks.
			const left = shell ?? (await sourceSnippets(ctx, "install", site, task));
			const ended = await runLogged({
				argv: chrootArgv(site.tree, argv),
				cwd: "/",
				// Without it when a snippet has ended the phase.
				env: left?.env ?? phaseEnvironment(ctx),
				output: task.log,
				signal: ctx.signal,
				title: argv.join(" "),
				...ctx.timeout,
			});
			if (ended.exitCode === 0) return;
			throw new TaskFailure(`installing ${packages.join(" ")} failed`, ended.exitCode, ended.signal, [
				`Check the names for this release; ${HOOKS_INSIDE} shows what the elements asked for.`,
			]);
		},
	};
}
