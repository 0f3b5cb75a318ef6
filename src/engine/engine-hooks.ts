import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * What the engine itself puts into the hooks tree before extra-data (contract §5): the snippet that gives hooks
 * DIB_DEFAULT_INSTALLTYPE, unless one before it did, and the runner for elements that have folders of hooks of their own.
 */
export async function addEngineHooks(hooks: string, library: string, installType = "source"): Promise<void> {
	const directory = join(hooks, "environment.d");
	await mkdir(directory, { recursive: true });
	const word = installType.replace(/["\\$`]/g, "\\$&");
	const text = `export DIB_DEFAULT_INSTALLTYPE=\${DIB_DEFAULT_INSTALLTYPE:-"${word}"}\n`;
	await writeFile(join(directory, "11-dib-install-type.bash"), text, { mode: 0o644 });
	await copyFile(join(library, "dib-run-parts"), join(hooks, "dib-run-parts"));
}
