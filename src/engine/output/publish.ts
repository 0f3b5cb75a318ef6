import { link, lstat, open, rename, rm } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { lockFolder } from "./lock-folder.js";
import { type OutputOwner, type PreparedOutput, prepareText, temporaryName } from "./prepare-output.js";

/** Everything that one build puts beside its image. */
export interface OutputSet {
	readonly outputs: readonly PreparedOutput[];
	/** Absolute name of the manifest, and its text. */
	readonly manifest: { readonly final: string; readonly text: string };
	readonly runId: string;
	readonly owner: OutputOwner;
	/** Older images make way for good. */
	readonly overwrite: boolean;
	/** Local time for the name that an older set gets. */
	readonly now: Date;
}

/** Names that older outputs got, by the name they had. */
export type SetAside = ReadonlyMap<string, string>;

const SUMS = ["md5", "sha256"] as const;

/**
 * Puts all outputs of a build in place together (contract §10.4, design §4.8): everything is written whole and synced under
 * temporary names before the first older file is touched; an older set keeps its own sums and manifest under a free name;
 * what is found at a name is replaced by a rename, never written through. Whoever publishes into the same folder waits.
 */
export async function publishSet(set: OutputSet): Promise<SetAside> {
	const texts = await writeTexts(set);
	const folders = [...new Set([...set.outputs, set.manifest].map(({ final }) => dirname(final)))].sort();
	const locks = [];
	try {
		for (const folder of folders) locks.push(await lockFolder(folder));
		const aside = await setOlderAside(set);
		// Never an older sum or manifest beside a new image, whenever this is interrupted.
		for (const final of companions(set)) await rm(final, { recursive: true, force: true });
		for (const { temporary, final } of [...set.outputs, ...texts]) await replace(temporary, final);
		for (const folder of folders) await syncFolder(folder);
		return aside;
	} finally {
		for (const { temporary } of texts) await rm(temporary, { force: true });
		for (const lock of locks) lock.release();
	}
}

/** Sums and manifest under their temporary names. */
async function writeTexts({ outputs, manifest, runId, owner }: OutputSet) {
	const files = [
		...outputs.flatMap(({ final, file, checksums }) =>
			Object.entries(checksums).map(([algorithm, sum]) => ({
				final: `${final}.${algorithm}`,
				text: `${sum}  ${file}\n`,
			})),
		),
		manifest,
	].map(({ final, text }) => ({ final, text, temporary: temporaryName(final, runId) }));
	try {
		for (const { temporary, text } of files) {
			await rm(temporary, { force: true });
			await prepareText(temporary, text, owner);
		}
	} catch (error) {
		for (const { temporary } of files) await rm(temporary, { force: true });
		throw error;
	}
	return files;
}

function companions({ outputs, manifest }: OutputSet): string[] {
	return [...outputs.flatMap(({ final }) => SUMS.map((algorithm) => `${final}.${algorithm}`)), manifest.final];
}

/** Gives the older outputs and what belongs to them a dated name that is free for all of them. */
async function setOlderAside(set: OutputSet): Promise<SetAside> {
	const aside = new Map<string, string>();
	const older = [];
	for (const { final } of set.outputs) {
		const found = await lstat(final).catch(() => undefined);
		if (found && (!set.overwrite || found.isDirectory())) older.push(final);
	}
	if (older.length === 0) return aside;
	const withSums = older.flatMap((final) => [final, ...SUMS.map((algorithm) => `${final}.${algorithm}`)]);
	const present = [];
	for (const file of set.overwrite ? older : [...withSums, set.manifest.final]) {
		if (await exists(file)) present.push(file);
	}
	const stamp = await freeStamp(present, set.now);
	for (const file of present) {
		const name = datedName(file, stamp);
		await keepAs(file, name);
		if (older.includes(file)) aside.set(file, name);
	}
	if (!set.overwrite) return aside;
	// A folder cannot be replaced in one step: it has stepped aside, and goes.
	for (const name of aside.values()) await rm(name, { recursive: true, force: true });
	return new Map();
}

/** The older file gets a second name, so that there is no moment without one; a folder, or where links are unknown, moves. */
async function keepAs(file: string, name: string): Promise<void> {
	try {
		if (!(await lstat(file)).isDirectory()) return await link(file, name);
	} catch (error) {
		const { code = "" } = error as NodeJS.ErrnoException;
		if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EACCES"].includes(code)) throw error;
	}
	await rename(file, name);
}

async function freeStamp(files: readonly string[], now: Date): Promise<string> {
	const two = (number: number) => String(number).padStart(2, "0");
	const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join(".");
	const stamp = `${day}-${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".")}`;
	for (let count = 0; ; count += 1) {
		const candidate = count === 0 ? stamp : `${stamp}-${count}`;
		const taken = await Promise.all(files.map((file) => exists(datedName(file, candidate))));
		if (!taken.includes(true)) return candidate;
	}
}

/** `<base>-YYYY.MM.DD-HH.MM.SS.<ext>`, where what follows the image's suffix counts to the suffix. */
function datedName(file: string, stamp: string): string {
	const [suffix = ""] = /\.(manifest\.json|docker\.tar|[^./]+\.(md5|sha256))$/.exec(file) ?? [extname(file)];
	return `${file.slice(0, file.length - suffix.length)}-${stamp}${suffix}`;
}

/** A second try finds what the first one has put in place already. */
async function replace(temporary: string, final: string): Promise<void> {
	try {
		await rename(temporary, final);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT" || !(await exists(final))) throw error;
	}
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

async function exists(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => undefined)) !== undefined;
}
