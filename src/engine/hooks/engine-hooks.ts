import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
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
	const snippet = join(directory, "11-dib-install-type.bash");
	const runner = join(hooks, "dib-run-parts");
	// What an element brought under these names may be a link to a file of this host.
	for (const file of [snippet, runner]) await rm(file, { recursive: true, force: true });
	await writeFile(snippet, text, { mode: 0o644 });
	await copyFile(join(library, "dib-run-parts"), runner);
}
