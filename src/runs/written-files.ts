import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

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
