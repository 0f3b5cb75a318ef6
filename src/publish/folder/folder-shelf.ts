import { type FileHandle, lstat, open, readFile, readlink, rename, rm, stat, statfs, symlink } from "node:fs/promises";
import { join } from "node:path";
import { EXIT, UserError } from "../../core/errors.js";
import { fileStem } from "../../core/publish/file-names.js";
import { INDEX_FILE, type SentImage } from "../../core/publish/published-index.js";
import type { SentFile } from "../../core/publish/target.js";
import { shortBytes } from "../../core/text/short-quantities.js";
import { lockDescriptor } from "../../runs/runs.js";
import { digestOf } from "../indexed/digest-of.js";
import type { Held, PutTools, Shelf } from "../indexed/shelf.js";
import { explainFolder } from "./trouble.js";

const PART_BYTES = 1 << 20;

/** A folder with images, their index, and for each rule a symbolic link to the image that is found. */
export class FolderShelf implements Shelf {
	readonly title: string;
	readonly indexPath: string;

	private constructor(
		private readonly folder: string,
		private readonly signal: AbortSignal,
	) {
		this.title = `the folder ${folder}`;
		this.indexPath = join(folder, INDEX_FILE);
	}

	/** Throws UserError for a folder that is none. It is not made: a disk that is not mounted would be an empty folder. */
	static async open(folder: string, signal: AbortSignal): Promise<FolderShelf> {
		const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== "ENOENT") throw explainFolder(folder, error);
		});
		if (found?.isDirectory()) return new FolderShelf(folder, signal);
		throw new UserError({
			code: "target-folder",
			message: found ? `${folder} is no folder` : `There is no folder ${folder}`,
			next: [found ? "Name a folder: --to folder:PATH" : `Make it, or mount what belongs there: mkdir -p '${folder}'`],
		});
	}

	async readIndex(): Promise<{ text: string | undefined }> {
		try {
			return { text: await readFile(this.indexPath, "utf8") };
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text: undefined };
			throw error;
		}
	}

	/** Whole or not at all; only who is alone calls it, so that what lies under the temporary name is of nobody who lives. */
	async writeIndex(text: string): Promise<boolean> {
		const temporary = join(this.folder, `.${INDEX_FILE}.part`);
		// Whoever could read it before still can, whatever the umask is now.
		const before = await stat(this.indexPath).catch(() => undefined);
		const handle = await openFresh(temporary);
		try {
			await handle.writeFile(text);
			if (before) await handle.chmod(before.mode & 0o777);
			await handle.sync();
			await rename(temporary, this.indexPath);
		} catch (error) {
			await rm(temporary, { force: true }).catch(() => undefined);
			throw error;
		} finally {
			await handle.close();
		}
		await this.#sync();
		return true;
	}

	/** The folder itself is locked: no file of ours is left there. Where its file system knows no locks, nobody waits. */
	async alone<Result>(work: () => Promise<Result>): Promise<Result> {
		const handle = await open(this.folder, "r");
		try {
			await lockDescriptor(handle.fd);
			return await work();
		} finally {
			await handle.close();
		}
	}

	async prepare(entry: SentImage): Promise<void> {
		const link = this.#link(entry);
		const there = await lstat(link).catch(() => undefined);
		if (there && !there.isSymbolicLink()) {
			throw new UserError({
				code: "target-foreign",
				message: `${link} would have to be a link to the newest image, and is something of somebody else`,
				place: { file: link },
				next: ["Take it away, publish under another name (--name), or to another folder."],
			});
		}
		const { bavail, bsize } = await statfs(this.folder);
		const free = bavail * bsize;
		// What is of zeros alone takes no room.
		if (entry.format === "raw" || free >= entry.size) return;
		throw new UserError({
			code: "target-full",
			message: `${this.folder} has ${shortBytes(free)} left, and the image has ${shortBytes(entry.size)}`,
			next: [`Make room there: diskwright images prune folder:${this.folder} --keep 1; or publish to another disk.`],
			exitCode: EXIT.host,
		});
	}

	async bytesOf(entry: SentImage): Promise<number | undefined> {
		for (const path of [this.#path(entry), this.#temporary(entry)]) {
			const found = await lstat(path).catch(() => undefined);
			if (found?.isFile()) return found.size;
		}
		return undefined;
	}

	async put(entry: SentImage, file: SentFile, { progress }: PutTools): Promise<Held> {
		const tell = (doing: string) => (sent: number) => progress({ sent, total: file.bytes, doing });
		const reading = file.read(tell("sending"));
		const handle = await openFresh(this.#temporary(entry));
		try {
			await writeSparse(handle, reading.parts, this.signal);
			await handle.sync();
		} finally {
			await handle.close();
		}
		const back = await open(this.#temporary(entry), "r");
		const parts = back.createReadStream({ highWaterMark: PART_BYTES, signal: this.signal });
		return { ...(await digestOf(parts, "sha256", tell("comparing"))), digests: reading.digests() };
	}

	async nameIt(entry: SentImage): Promise<void> {
		try {
			await rename(this.#temporary(entry), this.#path(entry));
		} catch (error) {
			const isNamed = await lstat(this.#path(entry)).catch(() => undefined);
			if ((error as NodeJS.ErrnoException).code !== "ENOENT" || !isNamed) throw error;
		}
		await this.#sync();
	}

	readonly latest = {
		isThat: async (entry: SentImage): Promise<boolean> =>
			(await readlink(this.#link(entry)).catch(() => undefined)) === entry.file,
		set: async (entry: SentImage): Promise<void> => {
			const link = this.#link(entry);
			const temporary = join(this.folder, `.${fileStem(entry.rule)}-latest.part`);
			await rm(temporary, { force: true });
			await symlink(entry.file, temporary);
			await rename(temporary, link);
			await this.#sync();
		},
	};

	async remove(entry: SentImage): Promise<void> {
		await rm(this.#temporary(entry), { force: true });
		await rm(this.#path(entry), { force: true });
		// Of an image in another format than those after it: a link to nothing.
		if (await this.latest.isThat(entry)) await rm(this.#link(entry), { force: true });
	}

	/** What is wrong with a disk is so the next time too. */
	mayPass = () => false;
	explain = (error: unknown) => explainFolder(this.folder, error);
	wait = async () => undefined;
	close = async () => undefined;

	#path = ({ file }: SentImage) => join(this.folder, file);
	#temporary = ({ file }: SentImage) => join(this.folder, `.${file}.part`);
	#link = ({ rule, format }: SentImage) => join(this.folder, `${fileStem(rule)}-latest.${format}`);

	/** What was renamed is there after a loss of power too. */
	async #sync(): Promise<void> {
		const handle = await open(this.folder, "r");
		try {
			await handle.sync();
		} finally {
			await handle.close();
		}
	}
}

/** A file of our own, also where somebody has put a link of that name. */
async function openFresh(path: string): Promise<FileHandle> {
	await rm(path, { force: true });
	return open(path, "wx", 0o644);
}

const ZEROS = Buffer.alloc(PART_BYTES);

/** Parts of zeros alone become holes, as in the image of a disk that is mostly empty. */
async function writeSparse(handle: FileHandle, parts: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
	let at = 0;
	for await (const part of parts) {
		signal.throwIfAborted();
		const isHole = ZEROS.subarray(0, part.length).equals(part);
		for (let done = isHole ? part.length : 0; done < part.length; ) {
			done += (await handle.write(part, done, part.length - done, at + done)).bytesWritten;
		}
		at += part.length;
	}
	await handle.truncate(at);
}
