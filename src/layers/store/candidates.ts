import { readFileSync, statSync, utimesSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { firstFault, parseInventory, textDigest } from "../../core/layers/inventory.js";
import { isKey } from "../../core/layers/key.js";
import { type LayerRecord, parseRecord } from "../../core/layers/record.js";
import { type Lock, tryLock } from "../kernel/lock.js";
import { candidatesFolder, type LayerStore, PARTS, removeEntry } from "./layer-store.js";
import { takeInventory } from "./take-inventory.js";

/** A record that was found, or why what was found is none. */
export type Found =
	| { readonly record: LayerRecord; readonly path: string }
	| { readonly damaged: string; readonly path: string };

/** All that is kept under a declared key. */
export async function findCandidates(store: LayerStore, declaredKey: string): Promise<Found[]> {
	const folder = candidatesFolder(store, declaredKey);
	const names = await readdir(folder).catch(() => []);
	return names.filter(isKey).map((name) => readEntry(join(folder, name), name, declaredKey));
}

const LARGEST_RECORD = 64 << 20;

/** One entry; the names of its folders have to be what its record says. */
export function readEntry(path: string, key: string, declaredKey: string): Found {
	try {
		const file = join(path, PARTS.record);
		if (statSync(file).size > LARGEST_RECORD) return { damaged: "its record is far too large", path };
		const record = parseRecord(readFileSync(file, "utf8"));
		const isItself = record.key === key && record.declaredKey === declaredKey;
		return isItself ? { record, path } : { damaged: "it lies where another one belongs", path };
	} catch (error) {
		const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
		return { damaged: isMissing ? "it has no record" : (error as Error).message, path };
	}
}

/** A layer that nobody removes while it is held. */
export interface HeldLayer {
	readonly key: string;
	/** The folder to mount as a lower one. Never to be written to. */
	readonly tree: string;
	release(): void;
}

/**
 * Holds a layer for a build and notes that it was used. What is damaged is told and removed, so that it can be made again. Only
 * names, kinds, sizes, times and owners are compared with the inventory, which takes milliseconds; `verifyEntry` reads all.
 */
export async function holdLayer(
	store: LayerStore,
	{ key, declaredKey }: Pick<LayerRecord, "key" | "declaredKey">,
): Promise<HeldLayer | { readonly damaged: string }> {
	const path = join(candidatesFolder(store, declaredKey), key);
	const lock = await lockRecord(store, join(path, PARTS.record));
	if (!lock) return { damaged: "it is just being removed" };
	const damaged = await verifyEntry(store, path, key, declaredKey, { contents: false });
	if (damaged !== undefined) {
		lock.release();
		// Where nothing can be removed it is found damaged again.
		await removeUnused(store, path).catch(() => false);
		return { damaged };
	}
	noteUse(join(path, PARTS.used));
	return { key, tree: join(path, PARTS.tree), release: lock.release };
}

/** Only what is forgotten first depends on it. */
function noteUse(file: string): void {
	const now = new Date();
	try {
		utimesSync(file, now, now);
	} catch {
		// The file system takes nothing any more.
	}
}

/** Whoever lists the store looks at each lock for a moment. */
async function lockRecord({ libc }: LayerStore, record: string): Promise<Lock | undefined> {
	for (let tries = 0; tries < 20; tries += 1) {
		const lock = tryLock(libc, record, "shared");
		if (lock || !statSync(record, { throwIfNoEntry: false })) return lock;
		await wait(10);
	}
	return undefined;
}

/** What is wrong with an entry, undefined when nothing is; notes without a layer have nothing to compare. */
export async function verifyEntry(
	{ libc }: LayerStore,
	path: string,
	key: string,
	declaredKey: string,
	options: { readonly contents: boolean },
): Promise<string | undefined> {
	const found = readEntry(path, key, declaredKey);
	if ("damaged" in found) return found.damaged;
	const { layer } = found.record;
	if (!layer) return undefined;
	try {
		const text = readFileSync(join(path, PARTS.inventory), "utf8");
		if (textDigest(text) !== layer.inventory) return "its inventory is damaged";
		return firstFault(parseInventory(text), await takeInventory(libc, join(path, PARTS.tree), options), options);
	} catch (error) {
		return `it cannot be read: ${(error as Error).message.split("\n")[0]}`;
	}
}

/** Removes an entry that no build holds; false when one does, or it is gone. */
export async function removeUnused(store: LayerStore, path: string): Promise<boolean> {
	const record = join(path, PARTS.record);
	if (statSync(record, { throwIfNoEntry: false })) {
		const lock = tryLock(store.libc, record, "exclusive");
		if (!lock) return false;
		try {
			await removeEntry(store, path);
		} finally {
			lock.release();
		}
	} else await removeEntry(store, path);
	return true;
}
