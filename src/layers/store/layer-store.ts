import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { link, rename } from "node:fs/promises";
import { join } from "node:path";
import { whyUnwritable } from "../../core/failure/storage-failure.js";
import { caller } from "../../host/privilege.js";
import { runTool } from "../../host/run-tool.js";
import { writeAttribute } from "../kernel/attributes.js";
import { type Libc, loadLibc } from "../kernel/libc.js";
import { tryLock } from "../kernel/lock.js";

/**
 * Grows with the form of the store. Several versions of diskwright share the folder for caches without seeing each other's
 * layers.
 */
const STORE_VERSION = "v1";

/** Where layers are kept: a folder for each version, of root alone, since the files in it may have any owner and mode. */
export interface LayerStore {
	/** With the version. */
	readonly folder: string;
	readonly libc: Libc;
	/** Belongs to this store alone; digests of secrets are made with it. */
	readonly key: Uint8Array;
}

/** The store, or why there can be none. */
export type StoreAnswer = { readonly store: LayerStore } | { readonly off: string };

/** The folder for caches of builds by way of sudo: nobody but root can put anything there. */
export const SYSTEM_CACHE = "/var/cache/diskwright";

const OVERLAYFS = 0x794c7630;

/**
 * Opens the store in a folder for caches, and makes it unless told otherwise. Layers keep owners, devices and attributes of
 * overlayfs, so the file system is tried; where it cannot hold them, layers are off. Never throws.
 */
export async function openLayerStore(cache: string, { make }: { readonly make: boolean }): Promise<StoreAnswer> {
	const answer = await loadLibc();
	if ("off" in answer) return answer;
	const folder = storeFolder(cache);
	try {
		if (!make && !lstatSync(folder, { throwIfNoEntry: false })) return { off: `there are none in ${folder} yet` };
		for (const part of make ? [join(cache, "layers"), folder, temporaryFolder(folder), entriesFolder(folder)] : []) {
			mkdirSync(part, { recursive: true, mode: 0o700 });
		}
		const fault = ownFault(join(cache, "layers")) ?? ownFault(folder);
		if (fault !== undefined) return { off: fault };
		if (statfsSync(folder).type === OVERLAYFS) {
			return { off: `${folder} lies on an overlay, which cannot hold layers: name a folder of another file system` };
		}
		const { libc } = answer;
		const refusal = make ? await refusedThere(libc, folder) : undefined;
		return refusal === undefined ? { store: { folder, libc, key: await storeKey(folder) } } : { off: refusal };
	} catch (error) {
		return { off: `${folder} cannot be used: ${whyUnwritable(error)}` };
	}
}

/** What somebody else has put in the way. */
function ownFault(folder: string): string | undefined {
	const stats = lstatSync(folder);
	if (!stats.isDirectory()) return `${folder} is not a folder`;
	if (stats.uid !== caller().uid) return `${folder} belongs to somebody else`;
	if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700);
	return undefined;
}

/** Tries an opaque folder and a removed file as overlayfs notes them. */
async function refusedThere(libc: Libc, folder: string): Promise<string | undefined> {
	const probe = join(temporaryFolder(folder), `probe.${process.pid}.${randomBytes(4).toString("hex")}`);
	mkdirSync(probe, { mode: 0o700 });
	try {
		writeAttribute(libc, probe, "trusted.overlay.opaque", "y");
		await runTool(["mknod", join(probe, "removed"), "c", "0", "0"]);
		return undefined;
	} catch (error) {
		return `the file system of ${folder} cannot hold layers (${(error as Error).message.split("\n")[0]})`;
	} finally {
		rmSync(probe, { recursive: true, force: true });
	}
}

/** Written under another name first: nobody ever reads half of it, and of two who make it at once one wins. */
async function storeKey(folder: string): Promise<Uint8Array> {
	const file = join(folder, "key");
	const read = () => {
		const key = readFileSync(file);
		if (key.length !== KEY_BYTES) throw new Error(`${file} is damaged: remove it`);
		return key;
	};
	if (lstatSync(file, { throwIfNoEntry: false })) return read();
	const fresh = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
	writeFileSync(fresh, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
	await link(fresh, file).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== "EEXIST") throw error;
	});
	rmSync(fresh);
	return read();
}

const KEY_BYTES = 32;

const storeFolder = (cache: string): string => join(cache, "layers", STORE_VERSION);

/** What is being written or removed. */
export const temporaryFolder = (folder: string): string => join(folder, "tmp");

export const entriesFolder = (folder: string): string => join(folder, "entries");

/** Where the candidates of a declared key lie. */
export const candidatesFolder = ({ folder }: LayerStore, declaredKey: string): string =>
	join(entriesFolder(folder), declaredKey.slice(0, 2), declaredKey);

/** Where they lie in the store of a folder for caches, whether there is one or not. */
export const candidatePath = (cache: string, declaredKey: string): string =>
	join(entriesFolder(storeFolder(cache)), declaredKey.slice(0, 2), declaredKey);

/** What an entry is made of. */
export const PARTS = { record: "record.json", inventory: "inventory", tree: "tree", used: "used" } as const;

/**
 * A fresh folder for something unfinished, locked for the life of this process: what nobody locks there is rubbish of a process
 * that was killed.
 */
export function temporary(store: LayerStore): { readonly path: string; release(): void } {
	const path = join(temporaryFolder(store.folder), `${process.pid}.${randomBytes(8).toString("hex")}`);
	mkdirSync(path, { mode: 0o700 });
	const lock = tryLock(store.libc, path, "exclusive");
	if (!lock) throw new Error(`${path} was taken by another process`);
	return { path, release: lock.release };
}

/** Takes an entry out of the store at once, and then apart. `path` may be gone already. */
export async function removeEntry(store: LayerStore, path: string): Promise<void> {
	const place = temporary(store);
	try {
		await rename(path, join(place.path, "gone")).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== "ENOENT") throw error;
		});
		await removeTree(place.path);
	} finally {
		place.release();
	}
}

/** rm(1) goes down by descriptors and knows names of any bytes. */
export async function removeTree(path: string): Promise<void> {
	await runTool(["rm", "-rf", "--one-file-system", "--", path]);
}
