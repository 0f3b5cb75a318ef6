import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRegular } from "./events/open-regular.js";

/** Writes a file into the folder of a run, in the place of an older one; it belongs to the caller of the build alone. */
export async function writeRunFile(
	runFolder: string,
	name: string,
	text: string,
	owner: { readonly uid: number; readonly gid: number },
): Promise<void> {
	const file = join(runFolder, name);
	await rm(file, { force: true });
	await writeFile(file, text, { mode: 0o600, flag: "wx" });
	await chown(file, owner.uid, owner.gid);
}

/** A file in the folder of a run; undefined when it is not there or damaged. */
export async function readRunJson<T>({ folder }: { readonly folder: string }, name: string): Promise<T | undefined> {
	const text = await readRegular(join(folder, name));
	try {
		return text === undefined ? undefined : (JSON.parse(text) as T);
	} catch {
		return undefined;
	}
}
