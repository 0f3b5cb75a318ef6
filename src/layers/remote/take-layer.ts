import { statSync } from "node:fs";
import { join } from "node:path";
import type { RemoteLayer } from "../../core/layers/remote-index.js";
import { archiveName, indexName, LARGEST_INDEX, type ReadIndex, readIndex } from "../../core/layers/remote-index.js";
import type { PublicKey } from "../../core/layers/signing-keys.js";
import { freeBytes } from "../../host/free-space.js";
import { importLayers } from "../archive/import-layers.js";
import { candidatesFolder, type LayerStore, removeTree, temporary } from "../store/layer-store.js";
import type { RemoteFolder } from "./remote-folder.js";
import { RemoteTrouble, WRITTEN_ANEW } from "./trouble.js";

/** All layers of a declared key that one of the trusted keys has signed. Throws RemoteTrouble. */
export async function findRemote(
	folder: RemoteFolder,
	declaredKey: string,
	trusted: readonly PublicKey[],
): Promise<ReadIndex> {
	const text = await folder.text(indexName(declaredKey), LARGEST_INDEX);
	return text === undefined ? { layers: [], refused: [] } : readIndex(text, declaredKey, trusted);
}

export interface TakeOptions {
	/** Bytes that a layer may take. */
	readonly most: number;
	/** Milliseconds that it may take to come. */
	readonly wholeMs: number;
}

/**
 * Brings a layer into the store, compared as that of any archive is; false when its archive is not there any more. Throws
 * RemoteTrouble.
 */
export async function takeRemote(
	folder: RemoteFolder,
	store: LayerStore,
	{ record, archive }: RemoteLayer,
	{ most, wholeMs }: TakeOptions,
): Promise<boolean> {
	const name = archiveName(archive.digest);
	const trouble = (why: string, next: string) => new RemoteTrouble(`${name} in ${folder.shown} ${why}`, next, false);
	if (Math.max(archive.bytes, record.layer?.bytes ?? 0) > most) {
		throw trouble("is larger than the store may be", "Give layers more room: DISKWRIGHT_LAYERS_SIZE=40GiB");
	}
	if (archive.bytes > freeBytes(store.folder)) {
		throw trouble(`finds no room in ${store.folder}`, "Free some space there: diskwright cache prune");
	}
	const place = temporary(store);
	try {
		const file = join(place.path, "archive");
		if (!(await folder.download(name, file, archive, wholeMs))) return false;
		const { added, known, refused } = await importLayers(store, file, { most });
		if (refused[0]) throw trouble(`is not what it says: ${refused[0].why}`, WRITTEN_ANEW);
		if (
			added + known > 0 &&
			statSync(join(candidatesFolder(store, record.declaredKey), record.key), { throwIfNoEntry: false })
		) {
			return true;
		}
		throw trouble("holds another layer", WRITTEN_ANEW);
	} catch (error) {
		if (error instanceof RemoteTrouble) throw error;
		const { message, cause } = error as Error;
		throw trouble(`cannot be taken: ${cause instanceof Error ? cause.message : message}`, WRITTEN_ANEW);
	} finally {
		await removeTree(place.path);
		place.release();
	}
}
