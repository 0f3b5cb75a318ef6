import { join } from "node:path";
import { runnableHooks } from "../../core/hooks/hook-order.js";
import type { Phase } from "../../core/hooks/phases.js";
import type { BuildContext } from "../build-context.js";
import { listEntries } from "../hooks/hook-entries.js";
import type { KeptImages } from "../kept-image/kept-images.js";
import { fillFileSystemsLater } from "./filled-file-systems.js";
import type { SizedSite } from "./final-disk.js";
import { mountFileSystems } from "./mounted-file-systems.js";
import type { FinalFileSystems } from "./sealed-disk.js";

const LAST_PHASES: readonly Phase[] = ["pre-finalise", "finalise", "cleanup"];

/**
 * Makes what the last phases need (contract §7.3, steps 21–23): the final file systems with the tree in them where a
 * hook needs those, else the tree stays where it is and the file systems are filled with it at the end, which needs no devices, or
 * never where no output is a disk (Q64). Logical volumes exist only as devices, so they are always mounted.
 */
export async function makeFinalFileSystems(
	ctx: BuildContext,
	site: SizedSite,
	images?: KeptImages,
): Promise<FinalFileSystems> {
	const mounted = ctx.plan.disk.usesLvm || (await somethingNeedsThem(ctx));
	return mounted ? mountFileSystems(ctx, site, images) : fillFileSystemsLater(ctx, site);
}

/** Looked up now and not when planning: extra-data hooks add hooks, and what is known of nobody is trusted with nothing. */
async function somethingNeedsThem(ctx: BuildContext): Promise<boolean> {
	const indifferent = (phase: Phase, hook: string) => {
		const owner = ctx.sourceOf(phase, hook)?.element;
		const meta = ctx.elements.find(({ name }) => name === owner)?.meta;
		return meta?.finalFilesystem[`${phase}.d/${hook}`] === false;
	};
	for (const phase of LAST_PHASES) {
		const { run } = runnableHooks(
			await listEntries(join(ctx.work.hooks, `${phase}.d`)),
			ctx.environment.RUN_PARTS_REGEX,
		);
		if (run.some((hook) => !indifferent(phase, hook))) return true;
	}
	return ctx.plan.settings.breakPoints.some((point) => LAST_PHASES.some((phase) => point.endsWith(phase)));
}
