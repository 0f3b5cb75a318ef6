import { statSync } from "node:fs";
import { join } from "node:path";
import {
	archiveName,
	indexName,
	LARGEST_INDEX,
	type RemoteLayer,
	readIndex,
	signedLine,
	withLine,
} from "../../core/layers/remote-index.js";
import { isShareable } from "../../core/layers/shareable.js";
import type { SigningKey } from "../../core/layers/signing-keys.js";
import { type ExportedEntry, exportLayers } from "../archive/export-layers.js";
import { type LayerStore, removeTree, temporary } from "../store/layer-store.js";
import type { RemoteFolder } from "./remote-folder.js";

/** What became of a layer that was to be put into the folder. */
export type Pushed = "pushed" | "known" | "private" | "gone";

/**
 * Puts a layer into a folder that machines share: its archive first, then its line in the list of its declared key. What depends
 * on this machine, or may hold something private, never leaves it. With `again` an archive that is there is written anew. Throws
 * RemoteTrouble, and UserError `missing-tool`.
 */
export async function pushLayer(
	folder: RemoteFolder,
	store: LayerStore,
	entry: ExportedEntry,
	{ key, again }: { readonly key: SigningKey; readonly again: boolean },
): Promise<Pushed> {
	const { record, declaredKey } = entry;
	if (!record) return "gone";
	if (!isShareable(record)) return "private";
	const list = indexName(declaredKey);
	const before = (await folder.text(list, LARGEST_INDEX)) ?? "";
	const known = readIndex(before, declaredKey, [key.public]).layers.find((one) => one.record.key === record.key);
	if (known && !again && (await folder.size(archiveName(known.archive.digest))) === known.archive.bytes) return "known";
	const place = temporary(store);
	try {
		const file = join(place.path, "archive");
		const { layers, digest } = await exportLayers(store, [entry], file);
		if (layers === 0) return "gone";
		const layer: RemoteLayer = { record, archive: { digest, bytes: statSync(file).size } };
		await folder.put(archiveName(digest), { file, bytes: layer.archive.bytes });
		await folder.put(list, { text: withLine(before, signedLine(layer, key)) });
		return "pushed";
	} finally {
		await removeTree(place.path);
		place.release();
	}
}
