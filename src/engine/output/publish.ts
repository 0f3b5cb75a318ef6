import { chown, lstat, open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { runTool } from "../../host/run-tool.js";
import { digest } from "./digest.js";

export interface PublishOptions {
	/** The finished temporary file or folder, on the same file system as `final`. */
	readonly temporary: string;
	/** Absolute name of the output. */
	readonly final: string;
	/** The name as the user gave it, for the checksum files. */
	readonly label: string;
	readonly overwrite: boolean;
	readonly checksums: readonly ("md5" | "sha256")[];
	readonly owner: { readonly uid: number; readonly gid: number; readonly umask: number };
	/** Local time for the name that an older image gets. */
	readonly now: Date;
}

/** Temporary name beside the final one: hidden, and naming the run that owns it. */
export function temporaryName(final: string, runId: string): string {
	return join(dirname(final), `.${basename(final)}.${runId}.part`);
}

export interface Published {
	/** Apparent size; of a folder, what its files take. */
	readonly bytes: number;
	/** Empty for folders. */
	readonly checksums: Record<string, string>;
	/** Name that the older image got. */
	readonly renamed?: string;
}

/**
 * Puts a finished output in place: synced first, the older image renamed only now that the new one is complete
 * (contract §10.4, design §4.8). Companion checksum files always fit the file they stand beside (Q40).
 */
export async function publish(options: PublishOptions): Promise<Published> {
	const isFolder = (await lstat(options.temporary)).isDirectory();
	return isFolder ? publishFolder(options) : publishFile(options);
}

async function publishFile(options: PublishOptions): Promise<Published> {
	const { temporary, final, overwrite, owner, checksums } = options;
	const sums: Record<string, string> = {};
	for (const algorithm of checksums) sums[algorithm] = await digest(temporary, algorithm);
	const file = await open(temporary, "r+");
	try {
		await file.chmod(0o666 & ~owner.umask);
		await file.chown(owner.uid, owner.gid);
		await file.sync();
	} finally {
		await file.close();
	}
	const renamed = !overwrite && (await exists(final)) ? await setAside(final, options.now) : undefined;
	await rename(temporary, final);
	await syncDirectory(dirname(final));
	for (const algorithm of ["md5", "sha256"] as const) {
		const companion = `${final}.${algorithm}`;
		const sum = sums[algorithm];
		if (sum === undefined) await rm(companion, { force: true });
		else {
			await writeFile(companion, `${sum}  ${options.label}\n`, { mode: 0o666 & ~owner.umask });
			await chown(companion, owner.uid, owner.gid);
		}
	}
	const { size } = await lstat(final);
	return { bytes: size, checksums: sums, ...(renamed ? { renamed } : {}) };
}

/** A folder cannot replace another one in one step: the older one steps aside, and goes when it is not to be kept. */
async function publishFolder({ temporary, final, overwrite, now }: PublishOptions): Promise<Published> {
	await runTool(["sync", "--file-system", temporary]);
	const renamed = (await exists(final)) ? await setAside(final, now) : undefined;
	await rename(temporary, final);
	await syncDirectory(dirname(final));
	if (renamed && overwrite) await rm(renamed, { recursive: true });
	const { stdout } = await runTool(["du", "-s", "-b", "-x", "--", final]);
	return { bytes: Number.parseInt(stdout, 10), checksums: {}, ...(renamed && !overwrite ? { renamed } : {}) };
}

/** Renames an older image and its checksum files to `<base>-YYYY.MM.DD-HH.MM.SS.<ext>`. */
async function setAside(final: string, now: Date): Promise<string> {
	const extension = extname(final);
	const base = final.slice(0, final.length - extension.length);
	const two = (number: number) => String(number).padStart(2, "0");
	const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join(".");
	const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".");
	const aside = `${base}-${day}-${time}${extension}`;
	await rename(final, aside);
	for (const suffix of [".md5", ".sha256"]) {
		if (await exists(final + suffix)) await rename(final + suffix, aside + suffix);
	}
	return aside;
}

async function syncDirectory(directory: string): Promise<void> {
	const handle = await open(directory, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

async function exists(path: string): Promise<boolean> {
	return (await lstat(path).catch(() => undefined)) !== undefined;
}
