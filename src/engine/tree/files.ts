import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { EXIT, UserError } from "../../core/errors.js";
import { runTool } from "../../host/run-tool.js";
import { clearFlags } from "./flags.js";
import { inTree, NoSuchPlace, type Spot } from "./in-tree.js";

/** What the engine reads of an image is text about it; dpkg's own status file of a large system has a few MiB. */
const LARGEST_READ = 256 * 2 ** 20;

export type Kind = "folder" | "file" | "link" | "other";

/** What a path of the image is; undefined when it leads to nothing. A link at the end is followed unless told otherwise. */
export async function kindInTree(tree: string, path: string, follow = true): Promise<Kind | undefined> {
	return lookUp(tree, path, follow, async ({ stats }) => {
		if (!stats) return undefined;
		if (stats.isDirectory()) return "folder";
		return stats.isFile() ? "file" : stats.isSymbolicLink() ? "link" : "other";
	});
}

/** The text of a regular file of the image; undefined when there is none: pipes, devices and files beyond measure count as none. */
export async function readInTree(tree: string, path: string, most = LARGEST_READ): Promise<string | undefined> {
	return lookUp(tree, path, true, async ({ it, stats }) => {
		if (!it || !stats?.isFile() || stats.size > most) return undefined;
		const file = await open(it, constants.O_RDONLY | constants.O_NONBLOCK);
		try {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size, 0);
			return buffer.toString("utf8", 0, bytesRead);
		} finally {
			await file.close();
		}
	});
}

/** The first line of a regular file of this host, cut after 4 KiB; empty when it cannot be read. */
export async function readStart(file: string): Promise<string> {
	const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
	if (!handle) return "";
	try {
		if (!(await handle.stat()).isFile()) return "";
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
		return buffer.toString("latin1", 0, bytesRead);
	} finally {
		await handle.close();
	}
}

/** Names in a folder of the image; none without the folder. */
export async function listInTree(tree: string, path: string): Promise<string[]> {
	const names = await lookUp(tree, path, true, async ({ it, stats }) =>
		it && stats?.isDirectory() ? readdir(it) : [],
	);
	return names ?? [];
}

/**
 * Puts a new file in the place of whatever is there, a folder excepted, with folders on the way that are missing: what a
 * link, another name of the same file or the other end of a pipe would be given stays as it was.
 */
export async function writeInTree(tree: string, path: string, text: string, mode = 0o644): Promise<void> {
	const { folder, name } = split(path);
	await inTree(tree, folder, { make: true }, async ({ it }) => {
		const temporary = `${it}/.${name}.${randomBytes(6).toString("hex")}`;
		await unlocked(`${it}/.`, () => writeNew(temporary, text, mode));
		try {
			await unlocked(`${it}/${name}`, () => rename(temporary, `${it}/${name}`));
		} catch (cause) {
			await rm(temporary, { force: true });
			throw new UserError({
				code: "image-path",
				message: `${path} cannot be written in the image: ${cause instanceof Error ? cause.message : cause}`,
				next: ["The build writes a file there: look for the hook that put something else in its place."],
				exitCode: EXIT.failed,
				cause,
			});
		}
	});
}

/** Renames inside one folder of the image, which must be there; what has the new name already is replaced. */
export async function renameInTree(tree: string, path: string, newName: string): Promise<void> {
	const { folder, name } = split(path);
	await inTree(tree, folder, {}, ({ it }) =>
		unlocked(`${it}/${name}`, () => unlocked(`${it}/.`, () => rename(`${it}/${name}`, `${it}/${newName}`))),
	);
}

/**
 * Removes a file, or a folder with all that is in it but not what is mounted there; never what a link leads to. Returns
 * what could not be removed and why, in the words of rm: nothing that is only in the way ends a build.
 */
export async function removeInTree(tree: string, path: string): Promise<string[]> {
	const { folder, name } = split(path);
	const left = await lookUp(tree, folder, true, ({ it }) =>
		it ? removeEntry(Buffer.from(`${it}/${name}`)) : undefined,
	);
	return left ?? [];
}

/** The same for what is in a folder; the folder stays. */
export async function emptyInTree(tree: string, path: string): Promise<string[]> {
	const left = await lookUp(tree, path, true, async ({ it, stats }) => {
		if (!it || !stats?.isDirectory()) return [];
		const all: string[] = [];
		for (const name of await readdir(it, { encoding: "buffer" })) {
			all.push(...(await removeEntry(Buffer.concat([Buffer.from(`${it}/`), name]))));
		}
		return all;
	});
	return left ?? [];
}

/** Removes an entry of a held folder, once more without its flags when they forbid it. */
export async function removeEntry(entry: Buffer): Promise<string[]> {
	const first = await remove(entry);
	if (first.length === 0) return [];
	await clearFlags(entry, "with all below");
	return remove(entry);
}

/** rm(1) goes down by descriptors, so that a link put in its way is removed and not followed; names may be of any bytes. */
async function remove(entry: Buffer): Promise<string[]> {
	const { exitCode, stderr } = await runTool(["xargs", "-0", "rm", "-rf", "--one-file-system", "--"], {
		input: Buffer.concat([entry, Buffer.alloc(1)]),
		accept: [0, 1, 123],
	});
	return exitCode === 0 ? [] : stderr.split("\n").map((line) => line.replaceAll(/\/proc\/\d+\/fd\/\d+/g, ""));
}

/** Removes an empty folder; says whether it is gone. */
export async function removeEmptyFolder(tree: string, path: string): Promise<boolean> {
	const { folder, name } = split(path);
	const gone = await lookUp(tree, folder, true, ({ it }) =>
		rmdir(`${it}/${name}`).then(
			() => true,
			(error: NodeJS.ErrnoException) => error.code === "ENOENT",
		),
	);
	return gone ?? true;
}

/** Uses a place that may be missing; undefined then. */
async function lookUp<T>(
	tree: string,
	path: string,
	follow: boolean,
	use: (spot: Spot) => Promise<T> | T,
): Promise<T | undefined> {
	try {
		return await inTree(tree, path, { follow }, async (spot) => use(spot));
	} catch (error) {
		if (error instanceof NoSuchPlace) return undefined;
		throw error;
	}
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
	const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW } = constants;
	const handle = await open(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
	try {
		await handle.writeFile(text);
		await handle.chmod(mode);
	} finally {
		await handle.close();
	}
}

/** Tries again without the flags of `entry` when they may be what forbids it. */
async function unlocked<T>(entry: string, change: () => Promise<T>): Promise<T> {
	try {
		return await change();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
		await clearFlags(Buffer.from(entry));
		return change();
	}
}

function split(path: string): { folder: string; name: string } {
	const cut = path.replace(/\/+$/, "").lastIndexOf("/");
	return { folder: path.slice(0, cut + 1), name: path.slice(cut + 1).replace(/\/+$/, "") };
}
