import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Opens a file for reading; not a pipe, which would be waited for, nor anything else that is not a file. Throws. */
export async function openRegular(path: string): Promise<FileHandle> {
	const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
	if ((await handle.stat()).isFile()) return handle;
	await handle.close();
	throw new Error(`${path} is not a file`);
}

/** The text of a small file of a run; undefined when there is none that can be read. */
export async function readRegular(path: string): Promise<string | undefined> {
	const handle = await openRegular(path).catch(() => undefined);
	if (!handle) return undefined;
	try {
		return await handle.readFile("utf8");
	} catch {
		return undefined;
	} finally {
		await handle.close();
	}
}
