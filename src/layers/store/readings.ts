import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Input } from "../../core/layers/input.js";
import { isKey } from "../../core/layers/key.js";
import type { LayerRecord } from "../../core/layers/record.js";
import { readEntry } from "./candidates.js";
import { candidatesFolder, type LayerStore, PARTS, temporary } from "./layer-store.js";

/** A layer that stands on what its hook has read of the image, whatever else lies below. */
export interface Reading {
	readonly record: LayerRecord;
	/** What it has read of the image. */
	readonly image: readonly Input[];
}

/** So many are kept under one key: the newest. */
const MOST = 6;

const FORM = z.array(z.tuple([z.string(), z.string()]));

const readingsFolder = ({ folder }: LayerStore): string => join(folder, "readings");

const folderOf = (store: LayerStore, key: string): string => join(readingsFolder(store), key.slice(0, 2), key);

/** Notes what the hook of a layer has read of the image. It appears as a whole or not at all. */
export function noteReading(
	store: LayerStore,
	key: string,
	layer: Pick<LayerRecord, "key" | "declaredKey">,
	image: readonly Input[],
): void {
	const folder = folderOf(store, key);
	const place = temporary(store);
	try {
		const file = join(place.path, "reading");
		writeFileSync(file, JSON.stringify(image.map(({ name, value }) => [name, value])), { mode: 0o600 });
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		renameSync(file, join(folder, `${layer.declaredKey}.${layer.key}`));
		for (const { path } of newestFirst(folder).slice(MOST)) rmSync(path, { force: true });
	} finally {
		rmSync(place.path, { recursive: true, force: true });
		place.release();
	}
}

/** The layers that are noted under a key, the newest note first; what is damaged, or whose layer is gone, is removed. */
export function findReadings(store: LayerStore, key: string): Reading[] {
	return newestFirst(folderOf(store, key)).flatMap(({ path, name }) => {
		const [declaredKey = "", layer = ""] = name.split(".");
		const found = readEntry(join(candidatesFolder(store, declaredKey), layer), layer, declaredKey);
		const image = "record" in found ? readNote(path) : undefined;
		if ("record" in found && image) return [{ record: found.record, image }];
		rmSync(path, { force: true });
		return [];
	});
}

function readNote(path: string): Input[] | undefined {
	try {
		return FORM.parse(JSON.parse(readFileSync(path, "utf8"))).map(([name, value]) => ({ name, value }));
	} catch {
		return undefined;
	}
}

/** Removes what is noted of layers that are gone. */
export function forgetReadings(store: LayerStore): void {
	const root = readingsFolder(store);
	for (const folder of namesIn(root).flatMap((one) => namesIn(join(root, one)).map((key) => join(root, one, key)))) {
		for (const name of namesIn(folder)) {
			const [declaredKey = "", layer = ""] = name.split(".");
			const isThere =
				isKey(declaredKey) &&
				lstatSync(join(candidatesFolder(store, declaredKey), layer, PARTS.record), { throwIfNoEntry: false });
			if (!isThere) rmSync(join(folder, name), { recursive: true, force: true });
		}
		removeIfEmpty(folder);
		removeIfEmpty(dirname(folder));
	}
}

function removeIfEmpty(folder: string): void {
	try {
		rmdirSync(folder);
	} catch {
		// Something lies there.
	}
}

function newestFirst(folder: string): { readonly path: string; readonly name: string }[] {
	return namesIn(folder)
		.filter((name) => name.split(".").every(isKey))
		.map((name) => ({ name, path: join(folder, name) }))
		.map((one) => ({ ...one, time: lstatSync(one.path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
		.sort((one, other) => other.time - one.time);
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
