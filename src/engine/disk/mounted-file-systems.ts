import { blockDevices } from "../../core/disk/getval.js";
import { given } from "../../core/values/given.js";
import type { BuildContext } from "../build-context.js";
import type { KeptImages } from "../kept-image/kept-images.js";
import { describeTree } from "../output/manifest.js";
import { identity } from "../reproducible/identity.js";
import { madeAgain } from "../reproducible/made-again.js";
import { mountKernel } from "../root/check-root.js";
import { runStep } from "../steps/run-step.js";
import type { Site } from "../steps/site.js";
import type { Step } from "../steps/step.js";
import { together } from "../steps/together.js";
import { CopyMeter, treeBytes } from "../tasks/copy-meter.js";
import type { TaskLog } from "../tasks/task-log.js";
import { writeInTree } from "../tree/files.js";
import { unmountBelow } from "../tree/unmount.js";
import { copyTree } from "./copy-tree.js";
import { describeDevices, type SizedSite } from "./final-disk.js";
import { layOut } from "./lay-out.js";
import { createDisk, type MountedDisk } from "./mounted-disk.js";
import { type ImageNames, imageNames } from "./persistent-images.js";
import { canPrefill } from "./prefill.js";
import type { FinalFileSystems, SealedDisk } from "./sealed-disk.js";

/** `filled`: how the tree came into it already. */
type Created = MountedDisk & Pick<ImageNames, "putInPlace"> & { readonly filled: string | undefined };

/** The finished tree; with layers the images of earlier builds too. */
interface CreateInput {
	readonly site: SizedSite;
	readonly images: KeptImages | undefined;
}

/** Makes the final file systems and puts the tree into them before the last phases (contract §7.3, steps 21 to 23). */
export async function mountFileSystems(
	ctx: BuildContext,
	site: SizedSite,
	images?: KeptImages,
): Promise<FinalFileSystems> {
	const disk = await runStep(ctx, create, { site, images });
	ctx.scope.defer("the final file systems", async () => {
		await unmountBelow(ctx.work.mount, new Set(disk.mountPoints));
		await disk.abandon();
	});
	await runStep(ctx, copy, { site, filled: disk.filled });
	const mounted: Site = {
		...site,
		tree: ctx.work.mount,
		ownMounts: disk.mountPoints,
		variables: {
			...site.variables,
			IMAGE_BLOCK_DEVICE: disk.devices.get("image0") ?? "",
			IMAGE_BLOCK_DEVICES: blockDevices(disk.devices),
		},
	};
	return { site: mounted, seal: () => runStep(ctx, seal, { site: mounted, disk }) };
}

const create: Step<CreateInput, Created> = {
	stage: "disk",
	id: "create",
	title: "partitions and file systems",
	reads: ["tree", "notes"],
	changes: ["tree", "notes", "disk", "mounts"],
	async run(ctx, { site, images }, { log }) {
		const { graph, layout } = await layOut(ctx, site, log);
		await writeInTree(site.tree, "etc/fstab", layout.fstab);
		const { fileOf, putInPlace } = await imageNames(ctx, layout);
		const imageDirectory = ctx.work.images;
		const isFilled = canPrefill(layout);
		const options = { fileOf, imageDirectory, mountBase: ctx.work.mount, ...given("identity", identity(ctx)) };
		const way = await images?.wayFor(site.tree, layout);
		if (way && "kept" in way) {
			const { kept, words } = way;
			try {
				const made = await createDisk({ ...options, layout: way.layout, kept });
				await describeDevices(ctx, graph, made);
				return { ...made, putInPlace, filled: words };
			} catch (error) {
				log.note(`The image is made anew, for the kept one cannot be changed: ${(error as Error).message}`);
			}
		} else if (way) log.note(`The image is made anew: ${way.anew}`);
		const onMade = way && "anew" in way ? way.keep : undefined;
		// Its meter looks through the tree, which the choice of the way mounts anew: nobody may be in there then.
		const filling = isFilled ? { filling: { tree: site.tree, imageDirectory, meter: meterOf(site, log) } } : {};
		const made = await createDisk({ ...options, layout, ...filling, ...given("onMade", onMade) });
		await describeDevices(ctx, graph, made);
		return { ...made, putInPlace, filled: isFilled ? "The file systems were made with the tree in them" : undefined };
	},
};

interface CopyInput {
	readonly site: SizedSite;
	readonly filled: string | undefined;
}

const meterOf = ({ tree }: SizedSite, log: TaskLog) =>
	new CopyMeter(treeBytes(tree), "copied", (progress) => log.tell(progress));

const copyIntoThem: Step<CopyInput> = {
	stage: "disk",
	id: "copy-tree",
	title: "copy the tree",
	reads: ["tree"],
	changes: ["disk", "mounts"],
	async run({ work, rootTree }, { site, filled }, { log }) {
		if (filled !== undefined) log.note(filled);
		else await copyTree(site.tree, work.mount, { imageDirectory: work.images, onRead: meterOf(site, log).part() });
		await rootTree.close();
	},
};

const copy = together({ stage: "disk", id: "copy", title: "copy the tree" }, [copyIntoThem, mountKernel("disk")]);

/** Steps 29 and 30. */
const seal: Step<{ readonly site: Site; readonly disk: Created }, SealedDisk> = {
	stage: "output",
	id: "seal",
	title: "trim and unmount",
	reads: ["tree", "elements"],
	changes: ["disk", "mounts"],
	async run(ctx, { site: { tree }, disk }) {
		const description = await describeTree(ctx.plan, tree, new Date().toISOString());
		const own = identity(ctx);
		const { work, willLeave } = ctx;
		const files = await disk.putInPlace(
			own
				? await madeAgain({ disk, tree, imageDirectory: work.images, identity: own, willLeave })
				: await disk.finish(),
		);
		return { image: files.get("image0") ?? "", description };
	},
};
