import { basename, dirname } from "node:path";
import { NO_MACHINE_ID, VOLATILE_FILES } from "../../core/reproducible/volatile-files.js";
import type { BuildContext } from "../build-context.js";
import { tellOfLeftovers } from "../failure/tell-of-leftovers.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { listInTree, readInTree, removeInTree, writeInTree } from "../tree/files.js";
import { identity } from "./identity.js";
import { keepTimes } from "./keep-times.js";
import { noneNewer } from "./sorted-copy.js";

/** Takes out of the finished tree of a reproducible image what is never the same twice; does nothing with any other. */
export async function makeSteady(ctx: BuildContext, site: Site): Promise<void> {
	if (ctx.plan.settings.reproducible) await runStep(ctx, steadyTree, site);
}

const steadyTree: Step<Site> = {
	stage: "output",
	id: "steady",
	title: "take times, random numbers and caches out of the tree",
	reads: ["tree"],
	changes: ["tree"],
	async run(ctx, { tree }, { log }) {
		const { epoch = 0 } = identity(ctx) ?? {};
		// Before anything is changed.
		await keepTimes(ctx, tree);
		const removed = await removeVolatile(tree);
		tellOfLeftovers(ctx, removed.left);
		for (const path of removed.paths) log.note(`removed: /${path}`);
		const id = await readInTree(tree, "etc/machine-id");
		if (id?.trim() && id !== NO_MACHINE_ID) {
			await writeInTree(tree, "etc/machine-id", NO_MACHINE_ID, 0o444);
			log.note("the machine's id is made at its first boot");
		}
		log.note(`no file is newer than SOURCE_DATE_EPOCH: ${new Date(epoch * 1000).toISOString()}`);
		await noneNewer(tree, epoch);
	},
};

async function removeVolatile(tree: string): Promise<{ readonly paths: string[]; readonly left: string[] }> {
	const paths: string[] = [];
	const left: string[] = [];
	for (const pattern of VOLATILE_FILES) {
		const folder = dirname(pattern);
		const matches = new RegExp(`^${basename(pattern).replace(/[.+]/g, "\\$&").replace("*", ".*")}$`);
		for (const name of (await listInTree(tree, folder)).filter((one) => matches.test(one)).sort()) {
			const path = `${folder}/${name}`;
			left.push(...(await removeInTree(tree, path)));
			paths.push(path);
		}
	}
	return { paths, left };
}
