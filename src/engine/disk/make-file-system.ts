import { randomUUID } from "node:crypto";
import { lstat, open, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PlacedFileSystem } from "../../core/disk/disk-layout.js";
import { fatHeadBytes, mkfsCommand } from "../../core/disk/file-systems.js";
import { EXIT, UserError } from "../../core/errors.js";
import type { Identity } from "../../core/reproducible/identity.js";
import { runTool } from "../../host/run-tool.js";
import { evenTimes, extEnvironment } from "../reproducible/even-times.js";
import type { OnRead } from "../tasks/copy-meter.js";
import { fullFolder } from "../work/full-folder.js";
import { attachLoop } from "./loop-device.js";

/** What a file system is filled with as it is made; of a reproducible image it is sorted. */
export interface Content {
	readonly folder: string;
	readonly onRead?: OnRead;
}

/** Where a file system goes: a piece of an image file. Bytes. */
interface Place {
	readonly file: string;
	readonly start: number;
	readonly bytes: number;
	readonly sectorSize: number;
}

/**
 * Makes one file system in its place in the image file, before anything is attached: so no stale cache of a partition
 * can exist (contract §9.7). Only xfs and types unknown to us need a loop device for it.
 * See `canFill` for the types that take a `content`. With an `identity` the result is the same every time. Throws UserError `disk-full`.
 */
export async function makeFileSystem(
	system: PlacedFileSystem,
	file: string,
	sectorSize: number,
	content?: Content,
	identity?: Identity,
): Promise<void> {
	if (!system.place) throw new Error(`${system.node} lies on no image`);
	const place = { file, sectorSize, start: system.place.start, bytes: system.place.bytes };
	const { type } = system;
	if (/^ext[234]$/.test(type)) return makeExt(system, place, content, identity);
	if (/^v?fat$/.test(type)) return makeFat(system, place, content, identity);
	if (type === "swap") return makeSwap(system, place, identity);
	const loop = await attachLoop({ file, part: system.place, sectorSize });
	try {
		await makeOnDevice(system, loop.device);
	} finally {
		await loop.detach();
	}
}

/** Makes one file system on a device of its own, such as a logical volume. */
export async function makeOnDevice(system: PlacedFileSystem, device: string): Promise<void> {
	await orFull(runTool(mkfsCommand(system, system.uuid ?? randomUUID(), device)));
}

/** Whether a file system of this type can be filled without being mounted. */
export function canFill(type: string): boolean {
	return /^(ext[234]|v?fat)$/.test(type);
}

/** Copies what is in a folder into a FAT file system that nobody has mounted. */
export async function copyIntoFat(
	{ folder, onRead }: Content,
	file: string,
	start: number,
	env: Readonly<Record<string, string>> = {},
): Promise<void> {
	const names = (await readdir(folder)).sort().map((name) => join(folder, name));
	if (names.length === 0) return;
	await assertPlain(folder);
	await orFull(
		runTool(["mcopy", "-i", `${file}@@${start}`, "-s", "-m", "-o", ...names, "::/"], {
			env: { ...MTOOLS, ...env },
			...(onRead ? { onRead } : {}),
		}),
		file,
	);
}

/** FAT holds files and folders; mcopy would put in the place of a link what that leads to on this host, and wait for a pipe. */
async function assertPlain(folder: string): Promise<void> {
	const odd = ["-xdev", "!", "-type", "f", "!", "-type", "d", "-printf", "%P\\n"];
	const { stdout } = await runTool(["find", folder, ...odd]);
	if (stdout === "") return;
	throw new UserError({
		code: "fat-content",
		message: `a FAT file system takes only files and folders, no links: ${stdout.split("\n").slice(0, 5).join(", ")}`,
		next: ["Copy the files there instead, or give this mount point another file system."],
		exitCode: EXIT.failed,
	});
}

/** mtools otherwise refuses file systems whose size does not match a made-up geometry. */
const MTOOLS = { MTOOLS_SKIP_CHECK: "1" };

async function makeExt(
	system: PlacedFileSystem,
	place: Place,
	content: Content | undefined,
	identity: Identity | undefined,
): Promise<void> {
	const { type, label, uuid = uuidOf(system, identity), opts } = system;
	const { rest, extended } = takeExtended(opts);
	const blocks = place.sectorSize > 1024 && !rest.some((word) => word.startsWith("-b")) ? ["-b", "4096"] : [];
	const seed = identity ? [`hash_seed=${identity.uuid(`hash ${system.node}`)}`] : [];
	const argv = [
		"mkfs",
		"-t",
		type,
		...rest,
		...blocks,
		"-E",
		[...extended, ...seed, `offset=${place.start}`].join(","),
	];
	const from = content ? ["-d", content.folder] : [];
	const size = `${Math.floor(place.bytes / 512)}s`;
	const options = {
		...(content?.onRead ? { onRead: content.onRead } : {}),
		...(identity ? { env: extEnvironment(identity.epoch) } : {}),
	};
	await orFull(runTool([...argv, "-L", label, "-U", uuid, "-q", ...from, place.file, size], options), place.file);
	if (content) await copyRootAttributes(content.folder, place);
	if (identity) await evenTimes(place, identity.epoch);
}

const uuidOf = ({ node }: PlacedFileSystem, identity: Identity | undefined) =>
	identity ? identity.uuid(`fs ${node}`) : randomUUID();

/** FAT holds local times. */
const fatEnvironment = ({ epoch }: Identity) => ({ SOURCE_DATE_EPOCH: String(epoch), TZ: "UTC" });

/** mke2fs knows one -E only, the last: all of them have to become one. */
function takeExtended(opts: readonly string[]): { rest: string[]; extended: string[] } {
	const rest: string[] = [];
	const extended: string[] = [];
	for (let at = 0; at < opts.length; at += 1) {
		const word = opts[at] as string;
		if (word === "-E") {
			at += 1;
			extended.push(opts[at] ?? "");
		} else if (word.startsWith("-E")) extended.push(word.slice(2));
		else rest.push(word);
	}
	return { rest, extended };
}

/** mke2fs -d leaves out the owner, mode and time of the top folder itself (contract Q23). */
async function copyRootAttributes(folder: string, { file, start }: Place): Promise<void> {
	const { mode, uid, gid, mtimeMs } = await lstat(folder);
	const set = { mode: `0${mode.toString(8)}`, uid, gid, mtime: `@${Math.floor(mtimeMs / 1000)}` };
	const input = Object.entries(set).map(([field, value]) => `set_inode_field / ${field} ${value}\n`);
	await runTool(["debugfs", "-w", "-f", "-", `${file}?offset=${start}`], { input: input.join("") });
}

/**
 * mkfs.fat chooses the kind of FAT, the clusters and the geometry by the size of the whole file, whatever its --offset: it
 * gets a file of the partition's own size, whose beginning is copied. What follows that is unwritten in both.
 */
async function makeFat(
	system: PlacedFileSystem,
	place: Place,
	content: Content | undefined,
	identity: Identity | undefined,
): Promise<void> {
	const { label, opts } = system;
	const { file, start, sectorSize } = place;
	// The time in it is one of its own then; the number comes after that.
	const number = identity ? ["--invariant", "-i", uuidOf(system, identity).slice(0, 8)] : [];
	const env = identity ? fatEnvironment(identity) : {};
	const sector = sectorSize === 512 ? [] : ["-S", String(sectorSize)];
	await throughModel(place, "fat", async (model) => {
		await orFull(runTool(["mkfs", "-t", "vfat", ...sector, ...number, ...opts, "-n", label, model], { env }), model);
		return fatHeadBytes(await readBytes(model, 512));
	});
	if (content) await copyIntoFat(content, file, start, env);
}

/** mkswap knows no offset: its header is made in a file of the same size and copied. */
async function makeSwap(system: PlacedFileSystem, place: Place, identity: Identity | undefined): Promise<void> {
	const { label, uuid = uuidOf(system, identity) } = system;
	await throughModel(place, "swap", async (model) => {
		await runTool(["mkswap", "-L", label, "-U", uuid, model]);
		return LARGEST_PAGE;
	});
}

/** The header of a swap area is one page; the largest pages of any architecture have 64 KiB. */
const LARGEST_PAGE = 64 * 1024;

/** Makes something in a file of the place's size; what `make` returns is how many bytes of it are copied to the place. */
async function throughModel(place: Place, suffix: string, make: (model: string) => Promise<number>): Promise<void> {
	// Beside the image: whoever removes what a killed build has left removes it too.
	const model = `${place.file}.${suffix}`;
	try {
		await writeFile(model, "", { mode: 0o600 });
		await truncate(model, place.bytes);
		const length = await make(model);
		await copyBytes(model, place, Math.min(length, place.bytes));
	} finally {
		await rm(model, { force: true });
	}
}

async function readBytes(file: string, length: number): Promise<Buffer> {
	const source = await open(file, "r");
	try {
		const { buffer } = await source.read(Buffer.alloc(length), 0, length, 0);
		return buffer;
	} finally {
		await source.close();
	}
}

async function copyBytes(from: string, { file, start }: Place, length: number): Promise<void> {
	const target = await open(file, "r+");
	try {
		const bytes = await readBytes(from, length);
		await target.write(bytes, 0, length, start);
	} finally {
		await target.close();
	}
}

/**
 * Says what is full where a tool says that in its own words: the disk on which the image's `file` lies, or the image. Without
 * one it lies on a device.
 */
async function orFull<T>(work: Promise<T>, file?: string): Promise<T> {
	try {
		return await work;
	} catch (cause) {
		if (
			!(cause instanceof UserError) ||
			!/no space|disk full|could not allocate|journal size too big|too small/i.test(cause.message)
		)
			throw cause;
		const full = file === undefined ? undefined : fullFolder(dirname(file), "the file systems of the image", cause);
		if (full) throw full;
		throw new UserError({
			code: "disk-full",
			message: `the content does not fit into its file system: ${cause.message}`,
			exitCode: EXIT.failed,
			cause,
		});
	}
}
