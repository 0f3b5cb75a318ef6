import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setImmediate as breathe } from "node:timers/promises";
import { type InventoryEntry, OVERLAY_NOTES } from "../../core/layers/inventory.js";
import { runTool } from "../../host/run-tool.js";
import { readAttributes, removeAttribute } from "../kernel/attributes.js";
import type { Libc } from "../kernel/libc.js";

export interface InventoryOptions {
	/** Also what files hold and their extended attributes; without it only what `lstat` tells, which takes no time. */
	readonly contents: boolean;
	/** Extended attributes without contents. */
	readonly attributes?: boolean;
	/** What overlayfs notes for itself is removed on the way. */
	readonly dropNotes?: boolean;
	/** Is told the bytes that each file takes on its disk. */
	readonly takes?: (bytes: number) => void;
}

/** Entries between two moments in which others of this process get their turn. */
const AT_A_TIME = 250;

/** What a folder holds, everything below it, in no order. It must not change meanwhile. Throws what the file system throws. */
export async function takeInventory(libc: Libc, folder: string, options: InventoryOptions): Promise<InventoryEntry[]> {
	const entries: InventoryEntry[] = [];
	const files: { path: Buffer; entry: number; size: number }[] = [];
	const withAttributes = options.contents || options.attributes || options.dropNotes;
	const first = new Map<string, string>();
	const root = Buffer.from(folder);
	const queue: Buffer[] = [Buffer.alloc(0)];
	for (let below = queue.shift(); below; below = queue.shift()) {
		const path = below.length === 0 ? root : Buffer.concat([root, SLASH, below]);
		const stats = lstatSync(path, { bigint: true });
		const entry = describe(below, path, stats);
		const inode = `${stats.dev} ${stats.ino}`;
		const sameAs = stats.nlink > 1n && !stats.isDirectory() ? first.get(inode) : undefined;
		if (sameAs === undefined) first.set(inode, entry.path);
		if (options.contents && stats.isFile() && sameAs === undefined) {
			files.push({ path, entry: entries.length, size: entry.size });
		}
		if (sameAs === undefined && !stats.isDirectory()) options.takes?.(Number(stats.blocks) * 512);
		const attributes = withAttributes ? shownAttributes(libc, path, options) : {};
		entries.push({
			...entry,
			...(sameAs === undefined ? {} : { sameAs }),
			...(Object.keys(attributes).length > 0 ? { attributes } : {}),
		});
		if (stats.isDirectory()) queue.push(...names(path, below));
		if (entries.length % AT_A_TIME === 0) await breathe();
	}
	const digests = await contentDigests(files);
	for (const [index, { entry }] of files.entries()) {
		entries[entry] = { ...(entries[entry] as InventoryEntry), content: digests[index] as string };
	}
	return entries;
}

const SLASH = Buffer.from("/");

/** Sorted, so that of several names of one file the same one comes first every time. */
function names(path: Buffer, below: Buffer): Buffer[] {
	return readdirSync(path, { encoding: "buffer" })
		.sort(Buffer.compare)
		.map((name) => (below.length === 0 ? name : Buffer.concat([below, SLASH, name])));
}

function describe(below: Buffer, path: Buffer, stats: BigIntStats): InventoryEntry {
	const kind = KINDS.find(([is]) => stats[is]())?.[1] ?? "s";
	const isDevice = kind === "c" || kind === "b";
	return {
		path: below.toString("latin1"),
		kind,
		mode: Number(stats.mode & 0o7777n),
		uid: Number(stats.uid),
		gid: Number(stats.gid),
		size: kind === "f" ? Number(stats.size) : 0,
		mtime: String(stats.mtimeNs),
		device: isDevice ? Number(stats.rdev) : 0,
		...(kind === "l" ? { target: readlinkSync(path, { encoding: "buffer" }).toString("latin1") } : {}),
	};
}

const KINDS = [
	["isFile", "f"],
	["isDirectory", "d"],
	["isSymbolicLink", "l"],
	["isCharacterDevice", "c"],
	["isBlockDevice", "b"],
	["isFIFO", "p"],
] as const;

function shownAttributes(libc: Libc, path: Buffer, { dropNotes }: InventoryOptions): Record<string, string> {
	const all = Object.entries(readAttributes(libc, path));
	if (dropNotes) for (const [name] of all) if (OVERLAY_NOTES.has(name)) removeAttribute(libc, path, name);
	return Object.fromEntries(all.filter(([name]) => !OVERLAY_NOTES.has(name)));
}

/** So much is read here sooner than programs are started for it. */
const FEW_BYTES = 256 << 10;

/** One program for all: it works on another core, and has the processor's own instructions. */
async function contentDigests(files: readonly { readonly path: Buffer; readonly size: number }[]): Promise<string[]> {
	const paths = files.map(({ path }) => path);
	if (files.reduce((sum, { size }) => sum + size, 0) <= FEW_BYTES && files.length <= AT_A_TIME) {
		return paths.map((path) => createHash("sha256").update(readFileSync(path)).digest("hex"));
	}
	const { stdout } = await runTool(["xargs", "-0", "sha256sum", "-z", "--"], {
		input: Buffer.concat(paths.flatMap((path) => [path, Buffer.alloc(1)])),
	});
	const digests = stdout
		.split("\0")
		.filter(Boolean)
		.map((line) => line.slice(0, 64));
	if (digests.length !== paths.length) throw new Error("some files could not be read");
	return digests;
}
