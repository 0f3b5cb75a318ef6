import type { BuildContext } from "../build-context.js";
import { chrootArgv, HOOKS_INSIDE, withHooksInside } from "../root/chroot.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { runLogged } from "../tasks/run-logged.js";
import { TaskFailure } from "../tasks/task.js";
import { environmentInside } from "./environment.js";
import { CHANGES, REACH } from "./hook-step.js";
import { sourceSnippets } from "./snippets.js";

/** Installs the packages of `-p`, if there are any, after install.d (contract §7.3, step 13). */
export async function installExtraPackages(ctx: BuildContext, site: Site): Promise<void> {
	const packages = ctx.plan.settings.extraPackages;
	if (packages.length === 0) return;
	await withHooksInside(site.tree, ctx.work.hooks, () => runStep(ctx, extraPackages(packages), site));
}

/** One `install-packages` call. Unlike DIB the snippets are sourced first, so that the distribution's variables are there (Q7). */
function extraPackages(packages: readonly string[]): Step<Site> {
	const argv = ["install-packages", ...packages];
	return {
		stage: "install",
		id: "extra-packages",
		title: `packages of -p: ${packages.join(" ")}`,
		reads: REACH.chroot,
		changes: CHANGES.chroot,
		where: "chroot",
		argv,
		mayBeSkipped: true,
		async run(ctx, site, task) {
			const shell = await sourceSnippets(ctx, "install", site, task);
			const ended = await runLogged({
				argv: chrootArgv(site.tree, argv),
				cwd: "/",
				// Without it when a snippet has ended the phase.
				env: shell?.env ?? environmentInside(ctx.environment, ctx.callerNames),
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
