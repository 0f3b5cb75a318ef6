import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { type KeptRecord, parseKeptRecord } from "../../core/kept-image/kept-image.js";
import { type LayerLimits, layersToForget } from "../../core/layers/forget.js";
import { type InventoryEntry, inventoryText, parseInventory, textDigest } from "../../core/layers/inventory.js";
import { isKey } from "../../core/layers/key.js";
import { folderBytes } from "../../host/folder-bytes.js";
import { freeBytes } from "../../host/free-space.js";
import { runTool } from "../../host/run-tool.js";
import { tryLock } from "../kernel/lock.js";
import { type LayerStore, removeEntry, removeTree, temporary } from "../store/layer-store.js";

/** What a kept image is made of. */
const KEPT_PARTS = { record: "record.json", raw: "image.raw", tree: "tree", used: "used" } as const;

const imagesFolder = ({ folder }: LayerStore): string => join(folder, "images");

/** An image that nobody removes while it is held. Its files must not be written to. */
export interface HeldImage {
	/** The folder that holds its files. */
	readonly folder: string;
	readonly raw: string;
	readonly record: KeptRecord;
	readonly tree: readonly InventoryEntry[];
	release(): void;
}

/** The kept image of a key; undefined when there is none that is whole. */
export function holdImage(store: LayerStore, key: string): HeldImage | undefined {
	const folder = join(imagesFolder(store), key);
	const lock = tryLock(store.libc, join(folder, KEPT_PARTS.record), "shared");
	if (!lock) return undefined;
	try {
		const record = parseKeptRecord(readFileSync(join(folder, KEPT_PARTS.record), "utf8"));
		const text = readFileSync(join(folder, KEPT_PARTS.tree), "utf8");
		const raw = join(folder, KEPT_PARTS.raw);
		const { size, mtimeMs } = lstatSync(raw);
		if (record?.tree === textDigest(text) && record.size === size && record.changed === mtimeMs) {
			const now = new Date();
			utimesSync(join(folder, KEPT_PARTS.used), now, now);
			return { folder, raw, record, tree: parseInventory(text), release: lock.release };
		}
	} catch {
		// What cannot be read is made anew.
	}
	lock.release();
	return undefined;
}

/** A copy of an image that is not in the store yet. */
export interface UnfinishedImage {
	/** Puts it into the store, in the place of an older one of its key; false when a build holds that. */
	publish(): Promise<boolean>;
	/** Removes what was not published. */
	drop(): Promise<void>;
}

/** Copies an image file, which must not change meanwhile, beside the store. Nothing remains when that fails. */
export async function copyImage(
	store: LayerStore,
	key: string,
	file: string,
	tree: readonly InventoryEntry[],
	known: Pick<KeptRecord, "format" | "image" | "by" | "uuids">,
): Promise<UnfinishedImage> {
	mkdirSync(imagesFolder(store), { recursive: true, mode: 0o700 });
	const place = temporary(store);
	const drop = async () => {
		await removeTree(place.path);
		place.release();
	};
	try {
		const entry = join(place.path, "entry");
		mkdirSync(entry, { mode: 0o700 });
		const raw = join(entry, KEPT_PARTS.raw);
		await runTool(["cp", "--sparse=always", "--reflink=auto", "--", file, raw]);
		const text = inventoryText(tree);
		writeFileSync(join(entry, KEPT_PARTS.tree), text, { mode: 0o600 });
		writeFileSync(join(entry, KEPT_PARTS.used), "", { mode: 0o600 });
		const { size, mtimeMs: changed } = lstatSync(raw);
		const record: KeptRecord = { ...known, made: Date.now(), tree: textDigest(text), size, changed };
		writeFileSync(join(entry, KEPT_PARTS.record), JSON.stringify(record), { mode: 0o600 });
		return {
			async publish() {
				await runTool(["sync", "--", raw]);
				const target = join(imagesFolder(store), key);
				if (!(await removeImage(store, target))) return false;
				await rename(entry, target);
				return true;
			},
			drop,
		};
	} catch (error) {
		await drop();
		throw error;
	}
}

/** False when a build holds it. */
async function removeImage(store: LayerStore, path: string): Promise<boolean> {
	if (!lstatSync(path, { throwIfNoEntry: false })) return true;
	const record = join(path, KEPT_PARTS.record);
	const lock = tryLock(store.libc, record, "exclusive");
	if (!lock && lstatSync(record, { throwIfNoEntry: false })) return false;
	try {
		await removeEntry(store, path);
	} finally {
		lock?.release();
	}
	return true;
}

/** A kept image as it is listed. */
export interface ListedImage {
	readonly key: string;
	readonly path: string;
	/** Absent when it is damaged, or another version has written it. */
	readonly record?: KeptRecord;
	readonly bytes: number;
	/** When a build used it last, in milliseconds since 1970. */
	readonly used: number;
	readonly inUse: boolean;
}

/** Undefined when it is damaged; somebody else may remove the image meanwhile. */
function readRecord(folder: string): KeptRecord | undefined {
	try {
		return parseKeptRecord(readFileSync(join(folder, KEPT_PARTS.record), "utf8"));
	} catch {
		return undefined;
	}
}

/** All kept images, in no order. */
export async function listImages(store: LayerStore): Promise<ListedImage[]> {
	const root = imagesFolder(store);
	if (!lstatSync(root, { throwIfNoEntry: false })) return [];
	const listed: ListedImage[] = [];
	for (const key of readdirSync(root).filter(isKey)) {
		const path = join(root, key);
		const stats = lstatSync(join(path, KEPT_PARTS.used), { throwIfNoEntry: false });
		const lock = tryLock(store.libc, join(path, KEPT_PARTS.record), "exclusive");
		const record = lock && readRecord(path);
		lock?.release();
		const inUse = !lock && lstatSync(join(path, KEPT_PARTS.record), { throwIfNoEntry: false }) !== undefined;
		const bytes = await folderBytes(path);
		listed.push({ key, path, ...(record ? { record } : {}), bytes, used: stats?.mtimeMs ?? 0, inUse });
	}
	return listed;
}

/** Removes the images that were not used for longest until the limits are kept; returns bytes that are free now. */
export async function pruneImages(store: LayerStore, limits: LayerLimits, now = Date.now()) {
	const images = await listImages(store);
	const going = new Set(
		layersToForget(
			images.map((image) => ({ ...image, depth: 0 })),
			limits,
			{ now, free: freeBytes(store.folder) },
		),
	);
	let bytes = 0;
	let removed = 0;
	for (const image of images.filter(({ key }) => going.has(key))) {
		if (!(await removeImage(store, image.path))) continue;
		removed += 1;
		bytes += image.bytes;
	}
	return { removed, bytes };
}
