import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { open, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type InventoryEntry, inventoryIdentity, inventoryText, textDigest } from "../../core/layers/inventory.js";
import { contentKey, layerKey } from "../../core/layers/key.js";
import { type LayerRecord, RECORD_FORMAT, recordText } from "../../core/layers/record.js";
import { runTool } from "../../host/run-tool.js";
import type { Libc } from "../kernel/libc.js";
import { candidatesFolder, type LayerStore, PARTS, removeTree, temporary } from "./layer-store.js";
import { takeInventory } from "./take-inventory.js";

/** What is known of a task that has run. */
export type Ran = Pick<
	LayerRecord,
	"task" | "image" | "ms" | "by" | "depth" | "declaredKey" | "inputs" | "observed" | "outside"
>;

/** What became of a layer. */
export interface Published {
	/** What the key of the next task stands on. */
	readonly key: string;
	/** True when the store has had this layer already. */
	readonly known: boolean;
}

/**
 * Keeps what a task changed in the tree under the key of its inputs. `changes` is the frozen upper folder of an overlay, which
 * nobody writes to any more; it is copied, verified and synced, and appears as a whole or not at all. `inventory` is its own with
 * contents, where somebody has taken it already. Throws what the file system throws, with nothing left behind.
 */
export async function publishLayer(
	store: LayerStore,
	changes: string,
	ran: Ran,
	inventory?: readonly InventoryEntry[],
): Promise<Published> {
	const key = layerKey(ran.declaredKey, ran.observed);
	return { key, known: !(await publish(store, changes, { ...ran, key }, inventory)) };
}

/**
 * Keeps what a task changed under the key of its content, for tasks that always run: an equal result is a layer that is there
 * already, and what was built upon that one stays valid. `below` is the key of the layers below.
 */
export async function publishContent(store: LayerStore, changes: string, below: string, ran: Ran): Promise<Published> {
	const key = contentKey(below, inventoryIdentity(await takeInventory(store.libc, changes, { contents: true })));
	return { key, known: !(await publish(store, changes, { ...ran, declaredKey: key, key })) };
}

/** Keeps a note without a layer: with these inputs the task changes something outside the tree and is to be run again. */
export async function publishNote(store: LayerStore, ran: Ran): Promise<void> {
	await publish(store, undefined, { ...ran, key: layerKey(ran.declaredKey, ran.observed) });
}

/** False when the store has it already. */
async function publish(
	store: LayerStore,
	changes: string | undefined,
	ran: Ran & { key: string },
	inventory?: readonly InventoryEntry[],
): Promise<boolean> {
	const place = temporary(store);
	try {
		const entry = join(place.path, "entry");
		mkdirSync(entry, { mode: 0o700 });
		const layer = changes === undefined ? undefined : await fill(store.libc, entry, changes, inventory);
		const record: LayerRecord = { format: RECORD_FORMAT, made: Date.now(), ...ran, ...(layer ? { layer } : {}) };
		writeFileSync(join(entry, PARTS.used), "", { mode: 0o600 });
		// Last: an entry without it is none.
		writeFileSync(join(entry, PARTS.record), recordText(record), { mode: 0o600 });
		await runTool(["sync", "-f", "--", entry]);
		return await appear(entry, join(candidatesFolder(store, ran.declaredKey), ran.key));
	} finally {
		// Nothing is left in it unless something went wrong, or another build was faster.
		await rmdir(place.path).catch(() => removeTree(place.path));
		place.release();
	}
}

/**
 * Copies the layer into the entry and compares both by all that cp(1) may leave out without a word; contents are read once, of the
 * copy unless they are known.
 */
async function fill(
	libc: Libc,
	entry: string,
	changes: string,
	known?: readonly InventoryEntry[],
): Promise<LayerRecord["layer"]> {
	const tree = join(entry, PARTS.tree);
	mkdirSync(tree, { mode: 0o700 });
	await runTool(["cp", "-a", "--reflink=auto", "-T", "--", changes, tree]);
	let bytes = 0;
	const takes = (more: number) => {
		bytes += more;
	};
	const copied = await takeInventory(libc, tree, { contents: known === undefined, dropNotes: true, takes });
	// Afterwards: what was changed while it was copied has other times now.
	const source = await takeInventory(libc, changes, { contents: false, attributes: true });
	if (withoutContents(copied) !== withoutContents(source))
		throw new Error(`the copy of ${changes} is not like it: it was changed meanwhile`);
	const inventory = known ?? copied;
	const text = inventoryText(inventory);
	if (known && withoutContents(known) !== withoutContents(source)) throw new Error(`${changes} was changed meanwhile`);
	writeFileSync(join(entry, PARTS.inventory), text, { mode: 0o600 });
	return {
		...{ inventory: textDigest(text), identity: inventoryIdentity(inventory) },
		...{ entries: inventory.length, bytes },
	};
}

const withoutContents = (entries: readonly InventoryEntry[]): string =>
	inventoryText(entries.map(({ content: _, ...entry }) => entry));

/** Gives an entry its name in the store; false when another one has it already, which stays. */
export async function appear(entry: string, target: string): Promise<boolean> {
	for (;;) {
		mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
		try {
			// Onto a folder with content a rename fails, so what is there stays.
			renameSync(entry, target);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "ENOTEMPTY" || code === "EEXIST") return false;
			// The last candidate was removed meanwhile, and its folder with it; not where the whole store was.
			if (code === "ENOENT" && existsSync(entry)) continue;
			throw error;
		}
		for (const folder of [dirname(target), dirname(dirname(target))]) await syncFolder(folder);
		return true;
	}
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
