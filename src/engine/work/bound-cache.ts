import type { Dirent } from "node:fs";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { folderBytes } from "../../host/folder-bytes.js";

/** What was used later than this may be in use by a build that runs now. */
const IN_USE_MS = 24 * 3_600_000;

/** What hooks, ours and diskimage-builder's, keep for later builds at the top of the folder for downloads. */
const DOWNLOADED =
	/^(?:debootstrap-.*\.tar\.gz|.*(?:cloudimg|cloud|Cloud).*\.(?:qcow2|squashfs|tar\.gz|tar\.xz|raw\.xz|raw\.gz|img))$/;

/** One thing in the folder for downloads that can go alone. */
interface Download {
	readonly path: string;
	readonly bytes: number;
	/** When it was used last, in milliseconds since 1970: read, where the file system tells, or written. */
	readonly used: number;
}

/**
 * Removes what was not used for longest from the folder for downloads until the rest takes at most `most` bytes. Only packages,
 * repositories and images that hooks have put there are counted and go, and nothing that was used within a day. A
 * folder that is missing is within bounds. Throws when something cannot be removed.
 */
export async function boundCache(folder: string, most: number, now = Date.now()): Promise<readonly string[]> {
	const downloads = (await findDownloads(folder)).sort((one, other) => other.used - one.used);
	const removed: string[] = [];
	let total = 0;
	for (const { path, bytes, used } of downloads) {
		total += bytes;
		if (total <= most || now - used < IN_USE_MS) continue;
		await rm(path, { recursive: true, force: true });
		total -= bytes;
		removed.push(path);
	}
	return removed;
}

/** Bytes that the downloads in this folder take. */
export async function cacheBytes(folder: string): Promise<number> {
	return (await findDownloads(folder)).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function findDownloads(folder: string): Promise<Download[]> {
	const images = (await list(folder)).filter((entry) => entry.isFile() && DOWNLOADED.test(entry.name));
	const stores = (await list(join(folder, "apt"))).filter((entry) => entry.isDirectory());
	const packages = await Promise.all(
		stores.map(async ({ name }) => {
			const files = await list(join(folder, "apt", name));
			return files.filter((entry) => entry.isFile() && entry.name.endsWith(".deb")).map(pathOf(folder, "apt", name));
		}),
	);
	const repositories = (await list(join(folder, "source-repositories"))).filter(
		(entry) => (entry.isDirectory() || entry.isFile()) && !/^\.|lock$/.test(entry.name),
	);
	const paths = [
		...images.map(pathOf(folder)),
		...packages.flat(),
		...repositories.map(pathOf(folder, "source-repositories")),
	];
	return Promise.all(paths.map(measure));
}

const pathOf =
	(...folders: string[]) =>
	({ name }: Dirent) =>
		join(...folders, name);

const list = (folder: string) => readdir(folder, { withFileTypes: true }).catch(() => []);

async function measure(path: string): Promise<Download> {
	const stat = await lstat(path);
	const bytes = stat.isDirectory() ? await folderBytes(path) : stat.blocks * 512;
	return { path, bytes, used: Math.max(stat.atimeMs, stat.mtimeMs) };
}
