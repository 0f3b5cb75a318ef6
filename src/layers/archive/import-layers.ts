import { chmodSync, chownSync, lstatSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { type ArchiveList, LIST_NAME, parseArchiveList } from "../../core/layers/archive-list.js";
import { BELOW, contentKey, declaredKey, layerKey } from "../../core/layers/key.js";
import type { LayerRecord } from "../../core/layers/record.js";

import { freeSpace } from "../../host/free-space.js";
import { requireTool } from "../../host/require-tool.js";
import { runTool } from "../../host/run-tool.js";
import { readEntry, verifyEntry } from "../store/candidates.js";
import { candidatesFolder, type LayerStore, PARTS, removeTree, temporary } from "../store/layer-store.js";
import { appear } from "../store/publish.js";

/** What came into the store. */
export interface ImportedLayers {
	readonly added: number;
	/** Were there already. */
	readonly known: number;
	/** Layers of the archive that are not what they say, and why. */
	readonly refused: readonly { readonly key: string; readonly why: string }[];
}

export interface ImportOptions {
	/** SHA-256 that the archive has to have. */
	readonly digest?: string;
	/** Bytes that it may take unpacked. */
	readonly most: number;
}

/**
 * Takes layers from an archive. It is unpacked beside the store, no further than its own list says, and every layer is
 * compared with its inventory and its keys before it appears; nothing outside that folder is written, whatever the archive
 * holds. What images are made of it is for whoever made it to say: an archive is to be trusted, or named by its digest. Throws
 * UserError `bad-archive`.
 */
export async function importLayers(
	store: LayerStore,
	file: string,
	{ digest, most }: ImportOptions,
): Promise<ImportedLayers> {
	requireTool("zstd", "an archive of layers");
	const refuse = (why: string) =>
		new UserError({
			code: "bad-archive",
			message: `${file} cannot be imported: ${why}`,
			next: ["Write it again where the layers are: diskwright cache export FILE"],
			exitCode: EXIT.usage,
			cause: new Error(why),
		});
	if (!lstatSync(file, { throwIfNoEntry: false })) throw refuse("there is no such file");
	if (digest !== undefined) {
		const { stdout } = await runTool(["sha256sum", "--", file]);
		if (!stdout.includes(digest.toLowerCase())) throw refuse("its digest is another one");
	}
	const list = await readList(file, refuse);
	const free = freeSpace(store.folder);
	if (list.bytes > most) throw refuse("it holds more than the store may take (DISKWRIGHT_LAYERS_SIZE)");
	if (list.bytes > free.bytes || list.entries > free.inodes) throw refuse(`${store.folder} has no room for it`);
	const place = temporary(store);
	try {
		const unpacked = await runTool(
			["bash", "-uo", "pipefail", "-c", UNPACK, "bash", file, place.path, String(list.bytes)],
			{
				accept: "any",
			},
		);
		if (unpacked.exitCode !== 0) {
			throw refuse(`it is damaged, cut off, or larger than it says (${lastLine(unpacked.stderr)})`);
		}
		return await takeAll(store, place.path, list);
	} finally {
		await removeTree(place.path);
		place.release();
	}
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "";

/** Of the archive no more is unpacked than the list may take. */
async function readList(file: string, refuse: (why: string) => Error): Promise<ArchiveList> {
	const { stdout } = await runTool(["bash", "-c", READ_LIST, "bash", file, LIST_NAME], { accept: "any" });
	try {
		return parseArchiveList(stdout);
	} catch (error) {
		throw refuse((error as Error).message);
	}
}

const LARGEST_LIST = 4 << 20;

/** The list is the first member; tar ends after it. */
const READ_LIST = `zstd --decompress --stdout --quiet --memory=512MB -- "$1" 2>/dev/null | head -c ${LARGEST_LIST} |
	tar --extract --to-stdout --occurrence=1 --file=- "$2" 2>/dev/null
true`;

/**
 * tar takes leading slashes and parents off names, and makes links that lead elsewhere only at its end, so nothing is written
 * through them; what is there already stays.
 */
const UNPACK = `umask 077
zstd --decompress --stdout --quiet --memory=512MB -- "$1" | head -c "$3" |
	tar --extract --file=- --directory="$2" --keep-old-files --same-permissions --same-owner --numeric-owner \\
		--xattrs --xattrs-include='*' --acls --delay-directory-restore`;

async function takeAll(store: LayerStore, folder: string, { layers }: ArchiveList): Promise<ImportedLayers> {
	const refused: { key: string; why: string }[] = [];
	const whole: { key: string; declaredKey: string; path: string }[] = [];
	for (const { key, declaredKey } of layers) {
		const path = join(folder, declaredKey, key);
		const why = await whyNot(store, path, key, declaredKey);
		if (why === undefined) whole.push({ key, declaredKey, path });
		else refused.push({ key, why });
	}
	await runTool(["sync", "-f", "--", folder]);
	let added = 0;
	for (const { key, declaredKey, path } of whole) {
		if (await appear(path, join(candidatesFolder(store, declaredKey), key))) added += 1;
	}
	return { added, known: whole.length - added, refused };
}

/** Why what lies there is not the layer of that key; undefined when it is, and then it is ready for the store. */
async function whyNot(store: LayerStore, path: string, key: string, declared: string): Promise<string | undefined> {
	// Links on the way would lead out of what was unpacked.
	for (const folder of [join(path, ".."), path]) {
		if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return "it is missing";
		chownSync(folder, 0, 0);
		chmodSync(folder, 0o700);
	}
	const parts: readonly string[] = [PARTS.record, PARTS.inventory, PARTS.tree];
	for (const name of readdirSync(path)) {
		const stats = lstatSync(join(path, name));
		const isRight = name === PARTS.tree ? stats.isDirectory() : stats.isFile() && stats.nlink === 1;
		if (!parts.includes(name) || !isRight) return `it has a part that is none: ${JSON.stringify(name)}`;
		if (name !== PARTS.tree) {
			chownSync(join(path, name), 0, 0);
			chmodSync(join(path, name), 0o600);
		}
	}
	const found = readEntry(path, key, declared);
	if ("damaged" in found) return found.damaged;
	if (!leadsToItself(found.record)) return "its key is not that of its inputs";
	if (!found.record.layer && readdirSync(path).length > 1) return "it is a note, and has a layer";
	const fault = await verifyEntry(store, path, key, declared, { contents: true });
	if (fault === undefined) writeFileSync(join(path, PARTS.used), "", { mode: 0o600, flag: "wx" });
	return fault;
}

/** By its inputs, or by its content on what lies below. */
function leadsToItself({ key, declaredKey: declared, inputs, observed, layer }: LayerRecord): boolean {
	if (key !== declared) return declaredKey(inputs) === declared && layerKey(declared, observed) === key;
	const below = inputs.find(({ name }) => name === BELOW)?.value;
	return layer !== undefined && below !== undefined && contentKey(below, layer.identity) === key;
}
