import { lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { type LayerLimits, layersToForget } from "../../core/layers/forget.js";
import { freeBytes } from "../../host/free-space.js";
import { tryLock } from "../kernel/lock.js";
import { removeUnused, verifyEntry } from "./candidates.js";
import { dropDeadClaims } from "./claim.js";
import { type LayerStore, removeTree, temporaryFolder } from "./layer-store.js";
import { type ListedEntry, listEntries } from "./list.js";
import { forgetReadings } from "./readings.js";

/** What was removed from the store. */
export interface PrunedLayers {
	/** Keys. */
	readonly removed: readonly string[];
	readonly bytes: number;
	/** Parts of layers that a killed build has left. */
	readonly unfinished: number;
}

/**
 * Removes what killed builds left, and the layers that were not used for longest until the limits are kept; never one that a
 * build holds. Two builds may do it at once.
 */
export async function pruneLayers(store: LayerStore, limits: LayerLimits, now = Date.now()): Promise<PrunedLayers> {
	const unfinished = await removeUnfinished(store, now);
	const entries = await listEntries(store);
	const kept = entries.map(({ key, bytes, used, inUse, record }) => ({
		key,
		bytes,
		used,
		inUse,
		depth: record?.depth ?? 0,
	}));
	const going = new Set(layersToForget(kept, limits, { now, free: freeBytes(store.folder) }));
	const removed: string[] = [];
	let bytes = 0;
	for (const entry of entries) {
		if (!going.has(entry.key) || !(await removeUnused(store, entry.path))) continue;
		removed.push(entry.key);
		bytes += entry.bytes;
		removeIfEmpty(dirname(entry.path));
	}
	forgetOldExplanations(store, limits.keepMs, now);
	forgetReadings(store);
	dropDeadClaims(store, now);
	return { removed, bytes, unfinished };
}

/** What is kept to say why a task runs costs nothing to lose. */
function forgetOldExplanations({ folder }: LayerStore, keepMs: number, now: number): void {
	const last = join(folder, "last");
	for (const name of readdirIfThere(last)) {
		const stats = lstatSync(join(last, name), { throwIfNoEntry: false });
		if (stats && now - stats.mtimeMs > keepMs) rmSync(join(last, name), { force: true });
	}
}

async function removeUnfinished({ folder, libc }: LayerStore, now: number): Promise<number> {
	let count = 0;
	for (const name of readdirIfThere(temporaryFolder(folder))) {
		const path = join(temporaryFolder(folder), name);
		const lock = tryLock(libc, path, "exclusive");
		if (!lock) continue;
		// Between making and locking it there is a moment.
		const isFresh = Math.abs(now - (lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0)) < FRESH_MS;
		if (!isFresh) {
			await removeTree(path);
			count += 1;
		}
		lock.release();
	}
	return count;
}

const FRESH_MS = 60_000;

const readdirIfThere = (folder: string): string[] =>
	lstatSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];

function removeIfEmpty(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// Another candidate lies there.
	}
}

/** A layer that is not as it was published. */
export interface DamagedLayer {
	readonly entry: ListedEntry;
	readonly why: string;
	/** False when a build holds it. */
	readonly removed: boolean;
}

/**
 * Reads all layers and compares them with their inventories. Damaged ones are removed, so that the next build makes them again;
 * what a newer diskwright has written is passed over.
 */
export async function verifyLayers(
	store: LayerStore,
	onLayer: (entry: ListedEntry) => void = () => {},
): Promise<{ readonly whole: number; readonly damaged: readonly DamagedLayer[] }> {
	const damaged: DamagedLayer[] = [];
	let whole = 0;
	for (const entry of await listEntries(store)) {
		onLayer(entry);
		const why = await verifyEntry(store, entry.path, entry.key, entry.declaredKey, { contents: true });
		if (why === undefined) whole += 1;
		else {
			damaged.push({ entry, why, removed: await removeUnused(store, entry.path) });
			removeIfEmpty(dirname(entry.path));
		}
	}
	return { whole, damaged };
}
