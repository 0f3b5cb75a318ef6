import { readFileSync, statSync } from "node:fs";
import type { DiskLayout } from "../../core/disk/disk-layout.js";
import { KEPT_FORMAT, keptImageKey, tooMuch, whyNotKept } from "../../core/kept-image/kept-image.js";
import { mergeLayers } from "../../core/kept-image/merge-layers.js";
import { treeDifference } from "../../core/kept-image/tree-difference.js";
import { firstFault, type InventoryEntry, parseInventory } from "../../core/layers/inventory.js";
import { needsDisk } from "../../core/output/output-formats.js";
import { freeBytes } from "../../host/free-space.js";
import { runTool } from "../../host/run-tool.js";
import { copyImage, type HeldImage, holdImage } from "../../layers/kept-image/kept-image-store.js";
import { takeInventory } from "../../layers/store/take-inventory.js";
import type { BuildContext } from "../build-context.js";
import type { KeptDisk } from "../disk/mounted-disk.js";
import type { BuildLayers } from "../layers/build-layers.js";
import type { LayerTools } from "../layers/open-layers.js";
import { changeTree } from "./change-tree.js";

/** How the image of this build is made. */
export type ImageWay =
	/** A copy of one that was kept is changed; its layout has the UUIDs of that. */
	| { readonly kept: KeptDisk; readonly layout: DiskLayout; readonly words: string }
	/** Anew, and why; `keep` is called with the image file when it is whole. */
	| { readonly anew: string; readonly keep?: (file: string, layout: DiskLayout) => Promise<void> };

/** The files with the inventories of layers, by the folders of these. */
type Inventories = ReadonlyMap<string, string>;

/** Changes images of earlier builds in place of making new ones, where layers tell what is in the tree. */
export class KeptImages {
	constructor(
		readonly ctx: BuildContext,
		readonly tools: Pick<LayerTools, "store" | "image" | "by" | "imageLimits">,
		readonly layers: Pick<BuildLayers, "inventoried">,
	) {}

	/** Looks at the finished tree, which nobody changes any more. What cannot be told of it is a reason to make the image anew. Throws when it cannot be mounted again. */
	async wayFor(tree: string, layout: DiskLayout): Promise<ImageWay> {
		const { settings, outputs } = this.ctx.plan;
		if (settings.reproducible) return { anew: "a reproducible one is" };
		if (settings.wholeImage) return { anew: "as asked for" };
		if (!needsDisk(outputs.map(({ format }) => format))) return { anew: "no output is made of it" };
		const why = whyNotKept(layout);
		if (why !== undefined) return { anew: why };
		const known = await this.layers.inventoried();
		if (!known) return { anew: "what a hook has left running may still change the tree" };
		// Mounts the tree anew: where that fails there is none, and no image is to be made of that.
		await this.ctx.rootTree.checkpoint();
		try {
			return await this.#choose(tree, layout, known);
		} catch (error) {
			return { anew: `what is in the tree is not known: ${(error as Error).message.split("\n")[0]}` };
		}
	}

	async #choose(tree: string, layout: DiskLayout, known: Inventories): Promise<ImageWay> {
		const now = await this.#treeNow(tree, known);
		const { store, image, by } = this.tools;
		const key = keptImageKey(layout, [image, by, mkfsFacts()]);
		const keep = (file: string, made: DiskLayout) => this.#keep(key, file, made, now);
		const held = holdImage(store, key);
		if (!held) return { anew: "none of this size and layout is kept", keep };
		const difference = treeDifference(held.tree, now);
		const much = tooMuch(difference);
		if (much !== undefined) {
			held.release();
			return { anew: much, keep };
		}
		this.ctx.scope.defer("the kept image", held.release);
		const kept: KeptDisk = {
			copyTo: (file) => copyRaw(held, file),
			change: (at) => changeTree(store.libc, difference, tree, at),
		};
		const { make, remove, bytes } = difference;
		const date = new Date(held.record.made).toISOString();
		const words = `${make.length} files and folders (${bytes} bytes) made, ${remove.length} removed in a copy of the image of ${date}`;
		return { kept, layout: withUuids(layout, held), words };
	}

	/** What the layers say is in the tree; by names, kinds, owners, sizes and times it is compared with the tree itself. */
	async #treeNow(tree: string, known: Inventories): Promise<InventoryEntry[]> {
		const { libc } = this.tools.store;
		const layers: InventoryEntry[][] = [];
		for (const folder of this.ctx.rootTree.frozen() ?? []) {
			const file = known.get(folder);
			layers.push(
				file === undefined
					? await takeInventory(libc, folder, { contents: true })
					: parseInventory(readFileSync(file, "utf8")),
			);
		}
		const now = mergeLayers(layers);
		const seen = mergeLayers([await takeInventory(libc, tree, { contents: false })]);
		const fault = firstFault(now.map(asSeen), seen.map(asSeen), { contents: false });
		if (fault !== undefined) throw new Error(`${fault} in its layers`);
		return now;
	}

	/** Keeps a copy for the next build; that it cannot be kept is no failure. */
	async #keep(key: string, file: string, layout: DiskLayout, now: readonly InventoryEntry[]): Promise<void> {
		const { store, image, by, imageLimits } = this.tools;
		const { scope, emit } = this.ctx;
		const warn = (error: unknown) =>
			emit({
				type: "warning",
				code: "image-not-kept",
				message: `The image cannot be kept for the next build: ${(error as Error).message.split("\n")[0]}`,
			});
		try {
			if (freeBytes(store.folder) < imageLimits.minimumFree + statSync(file).blocks * 512) return;
			const uuids = Object.fromEntries(layout.fileSystems.map(({ node, uuid }) => [node, uuid ?? ""]));
			const copy = await copyImage(store, key, file, now, { format: KEPT_FORMAT, image, by, uuids });
			const published = copy.publish().catch(warn);
			scope.defer("the image for the next build", async () => {
				await published;
				await copy.drop();
			});
		} catch (error) {
			warn(error);
		}
	}
}

/** What `lstat` tells of a file; folders and links take what their file system likes. */
const asSeen = ({ content: _, attributes: __, ...entry }: InventoryEntry): InventoryEntry => entry;

const copyRaw = async ({ raw }: HeldImage, file: string): Promise<void> => {
	await runTool(["cp", "--sparse=always", "--reflink=auto", "--", raw, file]);
};

const withUuids = (layout: DiskLayout, { record }: HeldImage): DiskLayout => ({
	...layout,
	fileSystems: layout.fileSystems.map((system) => {
		const uuid = record.uuids[system.node];
		return uuid ? { ...system, uuid } : system;
	}),
});

/** Another mkfs makes other file systems. */
function mkfsFacts(): string {
	for (const path of ["/sbin/mke2fs", "/usr/sbin/mke2fs", "/usr/bin/mke2fs"]) {
		const stats = statSync(path, { throwIfNoEntry: false });
		if (stats) return `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
	}
	return "";
}
