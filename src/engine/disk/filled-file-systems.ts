import type { DiskLayout } from "../../core/disk/disk-layout.js";
import { needsDisk } from "../../core/output/output-formats.js";
import { given } from "../../core/values/given.js";
import type { BuildContext } from "../build-context.js";
import { describeTree } from "../output/manifest.js";
import { identity } from "../reproducible/identity.js";
import { mountKernel } from "../root/check-root.js";
import { runStep, runUnseen } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step, UnseenStep } from "../steps/step.js";
import { together } from "../steps/together.js";
import { CopyMeter, treeBytes } from "../tasks/copy-meter.js";
import { writeInTree } from "../tree/files.js";
import { fillDisk } from "./fill-disk.js";
import type { SizedSite } from "./final-disk.js";
import { layOut } from "./lay-out.js";
import { imageNames } from "./persistent-images.js";
import type { FinalFileSystems, SealedDisk } from "./sealed-disk.js";

/** Leaves the tree where it is for the last phases; the file systems are made and filled at the end, or never. */
export async function fillFileSystemsLater(ctx: BuildContext, site: SizedSite): Promise<FinalFileSystems> {
	const wanted = needsDisk(ctx.plan.outputs.map(({ format }) => format));
	const [layout] = await runStep(ctx, layOutDisk(wanted), site);
	const back: Site = { ...site, tree: ctx.work.mount };
	return {
		site: back,
		async seal() {
			const description = await runUnseen(ctx, describe, back);
			const image = wanted ? await runStep(ctx, fill, { site: back, layout }) : "";
			await ctx.rootTree.close();
			return { image, description };
		},
	};
}

const planDisk = (wanted: boolean): Step<SizedSite, DiskLayout> => ({
	stage: "disk",
	id: "sizes",
	title: "partitions and file systems",
	reads: ["tree", "notes"],
	changes: ["tree", "notes", "mounts"],
	async run(ctx, site, { log }) {
		const { layout } = await layOut(ctx, site, log);
		await writeInTree(site.tree, "etc/fstab", layout.fstab);
		await ctx.rootTree.moveTo(ctx.work.mount);
		if (wanted) log.note("no hook of the last phases needs them mounted: they are made and filled at the end");
		else log.note("neither a hook of the last phases nor an output needs them: they are not made");
		return layout;
	},
	async rewind({ rootTree }, { tree }) {
		if (rootTree.path !== tree) await rootTree.moveTo(tree);
	},
});

const layOutDisk = (wanted: boolean) =>
	together({ stage: "disk", id: "lay-out", title: "partitions and file systems" }, [
		planDisk(wanted),
		mountKernel("disk"),
	]);

const describe: UnseenStep<Site, SealedDisk["description"]> = {
	stage: "output",
	id: "describe",
	title: "describe the finished tree",
	reads: ["tree", "elements"],
	changes: [],
	run: ({ plan }, { tree }) => describeTree(plan, tree, new Date().toISOString()),
};

const fill: Step<{ readonly site: Site; readonly layout: DiskLayout }, string> = {
	stage: "output",
	id: "fill",
	title: "make and fill the file systems",
	reads: ["tree"],
	changes: ["disk"],
	async run(ctx, { site: { tree }, layout }, { log }) {
		const meter = new CopyMeter(treeBytes(tree), "copied", (progress) => log.tell(progress));
		const { fileOf, putInPlace } = await imageNames(ctx, layout);
		const files = await putInPlace(
			await fillDisk({
				layout,
				fileOf,
				tree,
				meter,
				imageDirectory: ctx.work.images,
				...given("identity", identity(ctx)),
			}),
		);
		return files.get("image0") ?? "";
	},
};
