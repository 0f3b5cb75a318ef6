import { readFileSync } from "node:fs";
import { withLayer } from "../../core/kept-image/merge-layers.js";
import type { ImageTree } from "../../core/layers/image-tree.js";
import { type InventoryEntry, parseInventory } from "../../core/layers/inventory.js";

/** Inventory of a layer, made when somebody wants it, once. */
export type LayerInventory = () => Promise<readonly InventoryEntry[]>;

/** The image's tree at one moment, put together when somebody wants it. */
export type TreeThen = () => Promise<ImageTree>;

/** What the layers until now say is in the image. */
export class ImageGround {
	#tree: TreeThen = async () => undefined;
	#count = 0;

	/** Of this moment, whatever comes later; undefined where layers say more than is known here. */
	get tree(): TreeThen {
		return this.#tree;
	}

	/** Lets go of all that is known: no hook asks any more. */
	forget(): void {
		this.#tree = async () => undefined;
		this.#count = Number.POSITIVE_INFINITY;
	}

	/** Puts a layer on top. */
	add(inventory: LayerInventory): void {
		const below = this.#tree;
		const index = this.#count;
		this.#count += 1;
		if (!Number.isFinite(index)) return;
		this.#tree = once(async () => {
			const tree = await below();
			const layer = await inventory();
			try {
				return index > 0 && !tree ? undefined : withLayer(tree, layer, index);
			} catch {
				return undefined;
			}
		});
	}
}

/** The inventory of a layer in the store, by its file. */
export const inventoryIn =
	(file: string): LayerInventory =>
	async () =>
		parseInventory(readFileSync(file, "utf8"));

/** What it is made from is let go of once it is made. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
	let source: (() => Promise<T>) | undefined = make;
	let made: Promise<T> | undefined;
	return () => {
		made ??= source?.();
		source = undefined;
		return made as Promise<T>;
	};
}
