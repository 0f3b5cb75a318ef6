import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isKey } from "../../core/layers/key.js";
import type { LayerRecord } from "../../core/layers/record.js";
import { folderBytes } from "../../host/folder-bytes.js";
import { tryLock } from "../kernel/lock.js";
import { readEntry } from "./candidates.js";
import { entriesFolder, type LayerStore, PARTS } from "./layer-store.js";

/** One entry of the store. */
export interface ListedEntry {
	readonly key: string;
	readonly declaredKey: string;
	readonly path: string;
	/** Absent for a damaged one, or one that a newer diskwright has written. */
	readonly record?: LayerRecord;
	/** Why it has no record. */
	readonly damaged?: string;
	readonly bytes: number;
	/** When a build used it last, in milliseconds since 1970; a clock that was set back leaves times in the future. */
	readonly used: number;
	readonly inUse: boolean;
}

/** All entries, in no order. What is not named like one is passed over. */
export async function listEntries(store: LayerStore): Promise<ListedEntry[]> {
	const listed: ListedEntry[] = [];
	const root = entriesFolder(store.folder);
	for (const beginning of await names(root)) {
		for (const declaredKey of (await names(join(root, beginning))).filter(isKey)) {
			const folder = join(root, beginning, declaredKey);
			for (const key of (await names(folder)).filter(isKey)) {
				const entry = await describe(store, join(folder, key), key, declaredKey);
				if (entry) listed.push(entry);
			}
		}
	}
	return listed;
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

async function describe(
	{ libc }: LayerStore,
	path: string,
	key: string,
	declaredKey: string,
): Promise<ListedEntry | undefined> {
	const stats =
		lstatSync(join(path, PARTS.used), { throwIfNoEntry: false }) ?? lstatSync(path, { throwIfNoEntry: false });
	if (!stats) return undefined;
	const found = readEntry(path, key, declaredKey);
	const own = lstatSync(join(path, PARTS.record), { throwIfNoEntry: false });
	const lock = own && tryLock(libc, join(path, PARTS.record), "exclusive");
	lock?.release();
	const known = "record" in found ? { record: found.record } : { damaged: found.damaged };
	const bytes = "record" in found ? (found.record.layer?.bytes ?? 0) : await folderBytes(path);
	return { key, declaredKey, path, ...known, bytes, used: stats.mtimeMs, inUse: own !== undefined && !lock };
}
