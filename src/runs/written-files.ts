import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRegular } from "./events/open-regular.js";

const WRITTEN_FILE = "written-files";

/** Keeps when each file of a reproducible image was last changed: lines of seconds since 1970 and a path. */
export async function keepWrittenFiles(
	runFolder: string,
	text: string,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
	const file = join(runFolder, WRITTEN_FILE);
	await rm(file, { force: true });
	await writeFile(file, text, { mode: 0o600, flag: "wx" });
	await chown(file, owner.uid, owner.gid);
}

/** When each file of a reproducible image was last changed while it was built, in milliseconds since 1970; empty when that is not known. */
export async function readWrittenFiles(runFolder: string): Promise<Map<string, number>> {
	const text = (await readRegular(join(runFolder, WRITTEN_FILE))) ?? "";
	return new Map(
		Array.from(text.matchAll(/^(\d+(?:\.\d+)?) (.+)$/gm), ([, seconds, path]) => [
			path as string,
			Number(seconds) * 1000,
		]),
	);
}
