import { constants, existsSync } from "node:fs";
import { type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";
import { openRegular } from "../../runs/events/open-regular.js";
import { lockFolder } from "./lock-folder.js";

/** Name of what `writePublication` writes in the folder of a run. */
export const PUBLICATION_FILE = "publication.json";

/** A file as it was when the publication was planned: what is another one by now is another build's. */
const known = z.object({ file: z.string(), is: z.string() });

const publicationSchema = z.object({
	version: z.literal(1),
	/** Older files, and the dated names that they get. */
	aside: z.array(known.extend({ name: z.string() })),
	/** Older folders under their dated names, which are not kept. */
	unkept: z.array(z.string()),
	/** Older sums and manifests: there is never one beside an image that it does not describe. */
	outdated: z.array(known),
	/**
	 * New files and the names that they get, whole and synced; what describes an image follows all images. `over` is what
	 * had the name.
	 */
	renames: z.array(known.extend({ final: z.string(), over: z.string().optional() })),
});

/**
 * How the outputs of one build get their names, written down before the first older file is touched. Every step may be done
 * already: whoever finds one of these after a kill or a failure carries it out from the beginning.
 */
export type Publication = z.infer<typeof publicationSchema>;

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Writes a publication down, on the disk when this returns. */
export async function writePublication(
	journal: string,
	publication: Publication,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
	await rm(journal, { force: true });
	const handle = await open(journal, NEW_FILE, 0o600);
	try {
		await handle.writeFile(JSON.stringify(publication));
		await handle.chown(owner.uid, owner.gid);
		await handle.sync();
	} finally {
		await handle.close();
	}
	await syncFolder(dirname(journal));
}

/** The publication that was begun and not ended; undefined when there is none, or none that was written whole. */
export async function readPublication(journal: string): Promise<Publication | undefined> {
	let handle: FileHandle | undefined;
	try {
		handle = await openRegular(journal);
		return publicationSchema.parse(JSON.parse(await handle.readFile("utf8")));
	} catch {
		return undefined;
	} finally {
		await handle?.close();
	}
}

/** Folders in which files change their names, in the order in which whoever carries a publication out locks them. */
export function foldersOf(files: readonly { readonly final: string }[]): string[] {
	return [...new Set(files.map(({ final }) => dirname(final)))].sort();
}

/** Carries a publication out, or what is left of it. */
export async function carryOut({ aside, unkept, outdated, renames }: Publication): Promise<void> {
	for (const { file, is, name } of aside) if ((await identity(file)) === is) await keepAs(file, name);
	for (const { file, is } of outdated) if ((await identity(file)) === is) await rm(file, { recursive: true });
	for (const { file, final } of renames) await replace(file, final);
	for (const name of unkept) await rm(name, { recursive: true, force: true });
	for (const folder of foldersOf(renames)) await syncFolder(folder);
}

/**
 * Ends the publication of a build that was killed in the middle, unless another build has put its own outputs there since.
 * Returns whether there was something to do.
 */
export async function finishPublication(journal: string): Promise<boolean> {
	const publication = await readPublication(journal);
	if (!publication) return false;
	const locks = [];
	try {
		// A folder that is gone has nothing to end; one that lies on a disk that is not there now has nothing of ours either.
		for (const folder of foldersOf(publication.renames)) if (existsSync(folder)) locks.push(await lockFolder(folder));
		const ours = await isUntouched(publication);
		if (ours) await carryOut(publication);
		await rm(journal, { force: true });
		return ours;
	} finally {
		for (const lock of locks) lock.release();
	}
}

/** Every new file is still under one of its two names, and none of the others' is in its place. */
async function isUntouched({ renames }: Publication): Promise<boolean> {
	for (const { file, final, is, over } of renames) {
		const now = await identity(final);
		if (now === is) continue;
		if ((await identity(file)) !== is || (now !== undefined && now !== over)) return false;
	}
	return true;
}

/** The older file gets a second name, so that there is no moment without one; a folder, or where links are unknown, moves. */
async function keepAs(file: string, name: string): Promise<void> {
	try {
		if (!(await lstat(file)).isDirectory()) return await link(file, name);
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		if (code === "EEXIST" && (await identity(name)) === (await identity(file))) return;
		if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EACCES"].includes(code)) throw error;
	}
	await rename(file, name);
}

/** What was renamed already is passed over. */
async function replace(temporary: string, final: string): Promise<void> {
	try {
		await rename(temporary, final);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT" || (await identity(final)) === undefined) throw error;
	}
}

/** What stays the same of a file, a link not followed, whatever its name is; undefined when there is none. */
export async function identity(path: string): Promise<string | undefined> {
	const found = await lstat(path).catch(() => undefined);
	return found && [found.ino, found.size, found.mtimeMs].join(" ");
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r");
	try {
		await handle.sync();
	} catch (error) {
		// Not every file system can sync a folder by itself.
		if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
	} finally {
		await handle.close();
	}
}
