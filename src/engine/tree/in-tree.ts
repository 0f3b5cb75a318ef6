import type { Stats } from "node:fs";
import { constants } from "node:fs";
import { chmod, type FileHandle, mkdir, open, readlink } from "node:fs/promises";
import { EXIT, UserError } from "../../core/errors.js";

/** A descriptor that only names a thing: opening it neither waits for the other end of a pipe nor wakes a device. */
export const HOLD = 0o10000000 | constants.O_NOFOLLOW;

/** Links on the way to one file; the kernel's own limit. */
const MOST_LINKS = 40;

/** A place in the image. All paths but `path` go through open descriptors, so nobody can put a link in their way. */
export interface Spot {
	/** The folder that holds it. */
	readonly folder: string;
	/** Its entry there: `folder` and its name. Never follow this one: it may be a link by now. */
	readonly entry: Buffer;
	/** The thing itself, for this process and those it starts; absent when there is none. */
	readonly it?: string;
	readonly stats?: Stats;
	/** As seen from inside the image, without links on the way. */
	readonly path: string;
}

export interface InTreeOptions {
	/** Whether a link at the very end is followed too; true unless given. Links on the way always are, inside the tree. */
	readonly follow?: boolean;
	/** Makes the folders that are missing, the last one included, 0755. */
	readonly make?: boolean;
}

/** Why a path of the image leads to nothing. */
export class NoSuchPlace extends UserError {}

/**
 * The only way from a path of the image to a file of this host: walks the path as the image itself would. Absolute links
 * begin again at the tree, `..` never leaves it, and what hooks left running cannot change what was found while `use`
 * works with it. Throws NoSuchPlace for links that lead in a circle, and for a folder on the way that is missing or none.
 */
export async function inTree<T>(
	tree: string,
	path: string | Buffer,
	options: InTreeOptions,
	use: (spot: Spot) => Promise<T>,
): Promise<T> {
	const walk = new Walk(path, options);
	try {
		await walk.begin(tree);
		return await use(await walk.toTheEnd());
	} finally {
		await walk.close();
	}
}

interface Held {
	readonly name: Buffer;
	readonly handle: FileHandle;
}

const SLASH = Buffer.from("/");

class Walk {
	readonly #opened: FileHandle[] = [];
	/** From the tree down to where the walk is. */
	readonly #folders: Held[] = [];
	#rest: Buffer[];
	#links = 0;
	#lastLink: string | undefined;

	constructor(
		readonly asked: string | Buffer,
		readonly options: InTreeOptions,
	) {
		this.#rest = parts(Buffer.from(asked as string));
	}

	async begin(tree: string): Promise<void> {
		this.#folders.push({ name: Buffer.alloc(0), handle: await this.#open(Buffer.from(tree), 0o10000000) });
	}

	async toTheEnd(): Promise<Spot> {
		for (let part = this.#rest.shift(); part; part = this.#rest.shift()) {
			if (part.equals(Buffer.from(".."))) {
				if (this.#folders.length > 1) this.#folders.pop();
				continue;
			}
			const entry = this.#entry(part);
			const handle = await this.#hold(entry);
			const isLast = this.#rest.length === 0;
			if (!handle) return this.#nothing(part, entry, isLast);
			const stats = await handle.stat();
			if (stats.isSymbolicLink() && !(isLast && this.options.follow === false)) await this.#follow(part, entry);
			else if (stats.isDirectory()) this.#folders.push({ name: part, handle });
			else if (isLast && !this.options.make) return this.#spot(part, handle, stats);
			else throw this.#fail(`${this.#pathOf(part)} is not a folder there`);
		}
		const [last, parent = last] = this.#folders.toReversed() as [Held, Held?];
		this.#folders.pop();
		const folder = at(parent.handle);
		return {
			folder,
			entry: Buffer.concat([Buffer.from(folder), SLASH, last === parent ? Buffer.from(".") : last.name]),
			it: at(last.handle),
			stats: await last.handle.stat(),
			path: this.#pathOf(last.name),
		};
	}

	async close(): Promise<void> {
		for (const handle of this.#opened) await handle.close();
	}

	async #open(path: Buffer, flags: number): Promise<FileHandle> {
		const handle = await open(path, flags);
		this.#opened.push(handle);
		return handle;
	}

	/** The entry held, made before where that is wanted; undefined when there is none. */
	async #hold(entry: Buffer): Promise<FileHandle | undefined> {
		try {
			return await this.#open(entry, HOLD);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
			if (!this.options.make) return undefined;
		}
		await mkdir(entry);
		const handle = await this.#open(entry, HOLD);
		// What the caller's umask is has no say inside the image.
		await chmod(at(handle), 0o755);
		return handle;
	}

	async #follow(part: Buffer, entry: Buffer): Promise<void> {
		this.#links += 1;
		const target = await readlink(entry, { encoding: "buffer" });
		this.#lastLink = `the link ${this.#pathOf(part)} leads to ${target}`;
		if (this.#links > MOST_LINKS) throw this.#fail("its links lead in a circle (ELOOP)");
		this.#rest.unshift(...parts(target));
		if (target.subarray(0, 1).equals(SLASH)) this.#folders.splice(1);
	}

	#nothing(part: Buffer, entry: Buffer, isLast: boolean): Spot {
		if (!isLast) throw this.#fail(`${this.#pathOf(part)} is missing there`);
		return { folder: at(this.#here()), entry, path: this.#pathOf(part) };
	}

	#spot(part: Buffer, handle: FileHandle, stats: Stats): Spot {
		return {
			folder: at(this.#here()),
			entry: this.#entry(part),
			it: at(handle),
			stats,
			path: this.#pathOf(part),
		};
	}

	#here(): FileHandle {
		return (this.#folders.at(-1) as Held).handle;
	}

	#entry(part: Buffer): Buffer {
		return Buffer.concat([Buffer.from(at(this.#here())), SLASH, part]);
	}

	#pathOf(part: Buffer): string {
		const names = [...this.#folders.slice(1).map(({ name }) => name), part].filter(({ length }) => length > 0);
		return `/${names.join("/")}`;
	}

	#fail(why: string): NoSuchPlace {
		const link = this.#lastLink === undefined ? "" : ` (${this.#lastLink})`;
		return new NoSuchPlace({
			code: "image-path",
			message: `${this.asked} cannot be reached in the image: ${why}${link}`,
			next: ["Look for the hook that made it so: paths of the image never lead to this host."],
			exitCode: EXIT.failed,
		});
	}
}

/** Names of a path, `.` and empty ones left out. */
function parts(path: Buffer): Buffer[] {
	const found: Buffer[] = [];
	for (let start = 0; start <= path.length; ) {
		const end = path.indexOf(SLASH, start);
		const part = path.subarray(start, end < 0 ? path.length : end);
		if (part.length > 0 && !part.equals(Buffer.from("."))) found.push(part);
		if (end < 0) break;
		start = end + 1;
	}
	return found;
}

/** A name for what a descriptor holds that the processes we start understand too. */
export function at(handle: FileHandle): string {
	return `/proc/${process.pid}/fd/${handle.fd}`;
}
