import type { BuildContext } from "../build-context.js";
import { HOOKS_INSIDE, withHooksInside } from "../root/chroot.js";
import { TaskFailure } from "../tasks/task.js";
import { runInside, sourceSnippets } from "./phase.js";

/**
 * Installs the packages of `-p` with one `install-packages` call after install.d (contract §7.3, step 13). Unlike DIB
 * the snippets are sourced first, so that the distribution's variables are there (Q7).
 */
export async function installExtraPackages(ctx: BuildContext): Promise<void> {
	const packages = ctx.plan.settings.extraPackages;
	if (packages.length === 0) return;
	await withHooksInside(ctx.tree, ctx.work.hooks, async () => {
		await ctx.tasks.run({
			id: "install/extra-packages",
			stage: "install",
			title: `packages of -p: ${packages.join(" ")}`,
			where: "chroot",
			argv: ["install-packages", ...packages],
			mayBeSkipped: true,
			run: async (task) => {
				const shell = await sourceSnippets(ctx, "install", {}, task);
				const ended = await runInside(ctx, shell, ["install-packages", ...packages], task);
				if (ended.exitCode === 0) return;
				throw new TaskFailure(`installing ${packages.join(" ")} failed`, ended.exitCode, ended.signal, [
					`Check the names for this release; ${HOOKS_INSIDE} shows what the elements asked for.`,
				]);
			},
		});
	});
}
