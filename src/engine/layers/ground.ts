import type { Input } from "../../core/layers/input.js";
import { inventoryIdentity } from "../../core/layers/inventory.js";
import { contentKey, EMPTY_STACK } from "../../core/layers/key.js";
import { hostPlaces, isPrivate } from "../../core/layers/shareable.js";
import { takeInventory } from "../../layers/store/take-inventory.js";
import { ImageGround } from "./image-ground.js";
import type { LayerTools } from "./open-layers.js";

/** What the next hook stands on: all that hooks, snippets and the engine have left until now. */
export class Ground {
	#key: string | undefined = EMPTY_STACK;
	#depth = 0;
	#private = false;

	/** The same as a tree, for hooks of which is known what they have read of it. */
	readonly image = new ImageGround();

	constructor(readonly tools: Pick<LayerTools, "store" | "isPrivatePlace">) {}

	/** Key of all of it; undefined when nothing can be said of it any more. */
	get key(): string | undefined {
		return this.#key;
	}

	/** How many layers it is made of. */
	get depth(): number {
		return this.#depth;
	}

	/** It may hold what is nobody else's. */
	get isPrivate(): boolean {
		return this.#private;
	}

	/** From here on nothing can be said of it. */
	lose(): void {
		this.#key = undefined;
	}

	/** From what a task has read follows whether what it leaves, and all above it, may leave this machine. */
	noteRead(inputs: readonly Input[], observed: readonly Input[]): void {
		this.#private ||= isPrivate({ inputs: [...inputs], observed: [...observed] }, this.tools.isPrivatePlace);
	}

	/** What was read of the host unseen can be anything. */
	notePrivate(): void {
		this.#private = true;
	}

	/**
	 * Adds a layer by its key. What stands on the layer of a hook that has read files of the host stands on its content: other
	 * machines have other files, and the same hook may have left the same.
	 */
	addLayer(key: string, observed: readonly Input[], identity: () => string): void {
		if (this.#key !== undefined)
			this.#key = hostPlaces(observed).length === 0 ? key : contentKey(this.#key, identity());
		this.#depth += 1;
	}

	/** Adds a frozen folder with changes by its content; undefined where nothing has changed. */
	async addContent(changes: string | undefined): Promise<void> {
		if (this.#key === undefined) return;
		this.#depth += 1;
		if (changes === undefined) return;
		const inventory = await takeInventory(this.tools.store.libc, changes, { contents: true });
		this.#key = contentKey(this.#key, inventoryIdentity(inventory));
		this.image.add(async () => inventory);
	}
}
