import { closeSync, openSync } from "node:fs";
import { lockDescriptor } from "../../runs/runs.js";

/**
 * Waits until nobody else publishes into a folder. The folder itself is locked, so that no file is left there; where its file
 * system knows no locks, nobody waits.
 */
export async function lockFolder(folder: string): Promise<{ release(): void }> {
	const descriptor = openSync(folder, "r");
	await lockDescriptor(descriptor);
	return { release: () => closeSync(descriptor) };
}
