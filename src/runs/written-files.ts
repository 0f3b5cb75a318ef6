import { join } from "node:path";
import { readRegular } from "./events/open-regular.js";
import { writeRunFile } from "./run-file.js";

const WRITTEN_FILE = "written-files";

/** Keeps when each file of a reproducible image was last changed: lines of seconds since 1970 and a path. */
export const keepWrittenFiles = (
	runFolder: string,
	text: string,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> => writeRunFile(runFolder, WRITTEN_FILE, text, owner);

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
