import { fstatSync, lstatSync, readlinkSync } from "node:fs";
import type { ImageReads } from "../../core/layers/image-reads.js";
import { isOnlyUpper } from "../kernel/file-handles.js";
import type { FileWatch } from "../kernel/file-watch.js";
import type { Libc } from "../kernel/libc.js";

/** What is opened in one mounted tree is watched. */
export interface ImageWatch {
	/** What other processes than this one opened since the watch began; it ends. */
	end(): ImageReads;
}

/** So often the events are fetched while a hook runs: what was seen once is not told again from then on. */
const EVERY_MS = 10;

/**
 * Watches the overlay that is mounted at `tree`: everything there is seen, by whatever mount or link it was reached. One at a time for
 * each `watch`. Throws CallError where the kernel does not let us.
 */
export function watchImage(libc: Libc, watch: FileWatch, tree: string): ImageWatch {
	const opened = new Set<string>();
	let unknown: string | undefined;
	watch.mark(tree);
	const take = () => {
		try {
			watch.drain(({ file, pid, isRead }) => {
				if (pid === process.pid || (!isRead && fstatSync(file).isDirectory())) return;
				const path = pathIn(libc, tree, file);
				if (path !== undefined) opened.add(path);
			});
		} catch (error) {
			unknown ??= `not all that it reads of the image was seen (${(error as Error).message})`;
		}
	};
	const timer = setInterval(take, EVERY_MS);
	timer.unref();
	return {
		end() {
			clearInterval(timer);
			take();
			watch.clear();
			return { opened: [...opened], ...(unknown === undefined ? {} : { unknown }) };
		},
	};
}

/**
 * The path below the tree of what is open, bytes as latin1 text, ` (deleted)` at its end when that name is gone. Undefined for what the
 * hook itself has made. Throws for what was reached by way of another mount under a name
 * that is not its own.
 */
function pathIn(libc: Libc, tree: string, file: number): string | undefined {
	const place = Buffer.from(tree);
	let shown = "";
	for (let tries = 0; tries < MOST_TRIES; tries += 1) {
		const { ino, dev, nlink } = fstatSync(file, { bigint: true });
		const path = readlinkSync(`/proc/self/fd/${file}`, "buffer");
		const isBelow = path.subarray(0, place.length).equals(place) && (path[place.length] ?? SLASH) === SLASH;
		// Mounts of a namespace that has ended begin at the tree.
		const below = path.subarray(isBelow ? place.length + 1 : 1);
		const there = lstatSync(Buffer.concat([place, Buffer.of(SLASH), below]), { bigint: true, throwIfNoEntry: false });
		if (there?.ino === ino && there.dev === dev) return below.toString("latin1");
		if (isOnlyUpper(libc, file)) return undefined;
		// What it was in the image is among what the hook has changed then, unless it is this name.
		if (path.toString("latin1").endsWith(" (deleted)")) return below.toString("latin1");
		if (nlink === 0n) return undefined;
		shown = path.toString();
	}
	throw new Error(`it has opened ${shown} by way of a mount of its own`);
}

/** Somebody may rename it between two looks. */
const MOST_TRIES = 3;
const SLASH = 0x2f;
